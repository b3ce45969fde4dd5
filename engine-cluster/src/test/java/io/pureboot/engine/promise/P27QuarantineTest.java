package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Rows of the real journal are broken by SQL while no engine runs. */
@Promise(number = 27, says = "An execution that cannot be recovered is quarantined and disturbs no other.")
class P27QuarantineTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GARBAGE = "UPDATE event_journal SET event_payload = '\\xdeadbeef'";
    private static final String SENSELESS =
            "UPDATE event_journal SET event_payload = convert_to(jsonb_set(convert_from(event_payload, 'UTF8')::jsonb,"
                    + " '{1,attempt-started:1}', '{}')::text, 'UTF8')";
    private static final String UNKNOWN = "UPDATE event_journal SET event_ser_manifest = 'from-the-future:7'";

    private final FreshDatabase database = PostgresForTests.freshDatabase();

    @Test
    @Promise(
            number = 27,
            says =
                    "garbage, an event of an unknown name or that makes no sense: 503 quarantined and a line in the list, with the reason")
    void whatCannotBeReadIsQuarantined() throws SQLException {
        Install garbage;
        Install unknown;
        Install senseless;
        Install whole;
        Install brokenNode;
        try (Site site = site()) {
            String workflow = twoScripts(site);
            garbage = site.installOf(workflow);
            unknown = site.installOf(workflow);
            senseless = site.installOf(workflow);
            whole = site.installOf(workflow);
            brokenNode = site.installOf(workflow);
        }
        sql(GARBAGE + first(pid(garbage)));
        sql(UNKNOWN + first(pid(unknown)));
        sql(SENSELESS + first(pid(senseless)));
        sql(GARBAGE + first("'Node|" + brokenNode.node() + "'"));
        try (Site site = site()) {
            quarantined(garbage.at(site), "changes:1 cannot be read");
            quarantined(unknown.at(site), "no event is named from-the-future:7");
            quarantined(senseless.at(site), "cannot be applied");
            assertThat(site.engine().get("/api/v1/nodes/" + brokenNode.node()).text("code"))
                    .isEqualTo("quarantined");
            listed(site, brokenNode.node(), "cannot be read");
            assertThat(site.engine().get("/metrics").body())
                    .contains("pureboot_quarantined{kind=\"execution\"} 3")
                    .contains("pureboot_quarantined{kind=\"node\"} 1");
            assertThat(whole.at(site).success("one", 1).status())
                    .as("the others go on")
                    .isEqualTo(200);
            assertThat(whole.at(site).success("two", 1).text("status")).isEqualTo("completed");
            assertThat(brokenNode.at(site).show().text("status")).isEqualTo("running");
        }
    }

    @Test
    @Promise(
            number = 27,
            says = "one whose event is missing is released when it is mended, not before, and goes on where it was")
    void whatIsMendedIsReleased() throws SQLException {
        Install begun;
        try (Site site = site()) {
            begun = site.installOf(twoScripts(site));
            assertThat(begun.success("one", 1).status()).isEqualTo(200);
            assertThat(begun.operator("pause", "{}").status()).isEqualTo(200);
            assertThat(begun.operator("resume", "{}").status()).isEqualTo(200);
        }
        String second = " FROM event_journal WHERE sequence_number = 2 AND persistence_id = " + pid(begun);
        sql("CREATE TABLE kept AS SELECT *" + second);
        sql("DELETE" + second);
        try (Site site = site()) {
            Install gap = begun.at(site);
            String reason = "event 2 of WorkflowExecution|" + gap.id() + " is missing";
            quarantined(gap, reason);
            assertThat(gap.operator("release-quarantine", "").text("code"))
                    .as("a release of one that is not mended leads back")
                    .isEqualTo("quarantined");
            listed(site, gap.id(), reason);
            sql("INSERT INTO event_journal SELECT * FROM kept");
            assertThat(gap.show().text("code")).as("mended alone is not tried").isEqualTo("quarantined");
            Answer released = gap.operator("release-quarantine", "");
            assertThat(released.status()).as(released.body()).isEqualTo(200);
            assertThat(released.text("current_step_id")).isEqualTo("two");
            assertThat(gap.success("two", 1).text("status")).isEqualTo("completed");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    site.engine().get("/api/v1/quarantine").body())
                            .doesNotContain(gap.id()));
        }
    }

    @Test
    @Promise(number = 27, says = "an engine that starts anew tries again, and takes what is mended out of the list")
    void aRestartTriesAgain() throws SQLException {
        Install broken;
        try (Site site = site()) {
            broken = site.installOf(twoScripts(site));
        }
        String its = " WHERE persistence_id = " + pid(broken);
        sql("UPDATE event_journal SET event_ser_manifest = 'x' || event_ser_manifest" + its);
        try (Site site = site()) {
            quarantined(broken.at(site), "no event is named x");
        }
        sql("UPDATE event_journal SET event_ser_manifest = substr(event_ser_manifest, 2)" + its);
        try (Site site = site()) {
            assertThat(broken.at(site).show().text("status")).isEqualTo("running");
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                broken.at(site).operator("release-quarantine", "");
                assertThat(site.engine().get("/api/v1/quarantine").json().path("items"))
                        .isEmpty();
            });
        }
    }

    @Test
    @Promise(number = 27, says = "a snapshot that cannot be read is no loss: the journal is read instead")
    void aBrokenSnapshot() throws SQLException {
        Map<String, Object> often = Map.of("execution.snapshot-every", 2);
        Install begun;
        try (Site site = Site.open(database, often)) {
            begun = site.installOf(twoScripts(site));
            begun.success("one", 1);
            String snapshots = "SELECT count(*) FROM snapshot WHERE persistence_id = " + pid(begun);
            Awaitility.await()
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(site.count(snapshots)).isPositive());
        }
        sql("UPDATE snapshot SET snapshot_payload = '\\x00'");
        try (Site site = Site.open(database, often)) {
            assertThat(begun.at(site).show().text("current_step_id")).isEqualTo("two");
        }
    }

    private Site site() {
        return Site.open(database, Map.of());
    }

    private static String twoScripts(Site site) {
        return site.workflow("\"steps\":[" + script("one") + "," + script("two") + "]");
    }

    private static void quarantined(Install broken, String reason) {
        assertThat(broken.show().status()).isEqualTo(503);
        for (Answer answer : new Answer[] {
            broken.show(), broken.heartbeat("\"step_id\":\"one\",\"attempt\":1"), broken.success("one", 1)
        }) {
            assertThat(answer.text("code")).as(answer.body()).isEqualTo("quarantined");
        }
        listed(broken.site(), broken.id(), reason);
    }

    private static void listed(Site site, String id, String reason) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode items = site.engine().get("/api/v1/quarantine").json().path("items");
            assertThat(items).anySatisfy(item -> {
                assertThat(item.path("id").asText()).isEqualTo(id);
                assertThat(item.path("reason").asText()).contains(reason);
                assertThat(item.path("since").asText()).isNotEmpty();
            });
        });
    }

    private static String pid(Install execution) {
        return "'WorkflowExecution|" + execution.id() + "'";
    }

    /** The first event of that one. */
    private static String first(String pid) {
        return " WHERE sequence_number = 1 AND persistence_id = " + pid;
    }

    private void sql(String text) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }
}
