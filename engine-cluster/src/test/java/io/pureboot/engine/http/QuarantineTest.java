package io.pureboot.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What cannot be recovered is kept apart, and disturbs no other (promise P-27). Rows of the real journal are broken by SQL. */
class QuarantineTest {
    private final FreshDatabase database = PostgresForTests.freshDatabase();

    @Test
    void aBrokenHistoryIsQuarantinedUntilItIsMendedAndReleased() throws SQLException {
        Started garbage;
        Started unknown;
        Started gap;
        Started senseless;
        Started whole;
        Started brokenNode;
        try (EngineForTests engine = EngineForTests.start(database, Map.of())) {
            String workflow = Started.workflow(engine, 600);
            garbage = Started.on(engine, workflow);
            unknown = Started.on(engine, workflow);
            gap = Started.on(engine, workflow);
            senseless = Started.on(engine, workflow);
            whole = Started.on(engine, workflow);
            brokenNode = Started.on(engine, workflow);
            assertThat(gap.succeed(engine, "one").status()).isEqualTo(200);
            for (String then : List.of("pause", "resume")) {
                assertThat(engine.post("/api/v1/executions/" + gap.id() + "/" + then, "{}")
                                .status())
                        .isEqualTo(200);
            }
        }
        sql("CREATE TABLE kept AS SELECT * FROM event_journal WHERE persistence_id = " + pid(gap)
                + " AND sequence_number = 2");
        sql("DELETE FROM event_journal WHERE persistence_id = " + pid(gap) + " AND sequence_number = 2");
        sql("UPDATE event_journal SET event_payload = '\\xdeadbeef' WHERE sequence_number = 1 AND persistence_id IN ("
                + pid(garbage) + ", 'Node|" + brokenNode.node() + "')");
        sql("UPDATE event_journal SET event_payload = convert_to(jsonb_set(convert_from(event_payload, 'UTF8')::jsonb,"
                + " '{1,attempt-started:1}', '{}')::text, 'UTF8') WHERE sequence_number = 1 AND persistence_id = "
                + pid(senseless));
        sql("UPDATE event_journal SET event_ser_manifest = 'from-the-future:7' WHERE sequence_number = 1"
                + " AND persistence_id = " + pid(unknown));

        try (EngineForTests engine = EngineForTests.start(database, Map.of())) {
            for (Started broken : List.of(garbage, unknown, gap, senseless)) {
                assertThat(broken.show(engine).status()).isEqualTo(503);
                assertThat(broken.show(engine).text("code")).isEqualTo("quarantined");
                assertThat(broken.heartbeat(engine, "one").text("code")).isEqualTo("quarantined");
                assertThat(broken.succeed(engine, "one").text("code")).isEqualTo("quarantined");
            }
            assertThat(engine.get("/api/v1/nodes/" + brokenNode.node()).text("code"))
                    .isEqualTo("quarantined");
            // The others go on.
            assertThat(whole.succeed(engine, "one").status()).isEqualTo(200);
            assertThat(whole.succeed(engine, "two").text("status")).isEqualTo("completed");
            assertThat(brokenNode.show(engine).text("status")).isEqualTo("running");
            listed(engine, garbage.id(), "changes:1 cannot be read");
            listed(engine, unknown.id(), "no event is named from-the-future:7");
            listed(engine, gap.id(), "event 2 of WorkflowExecution|" + gap.id() + " is missing");
            listed(engine, senseless.id(), "cannot be applied");
            listed(engine, brokenNode.node(), "cannot be read");
            assertThat(engine.get("/metrics").body())
                    .contains("pureboot_quarantined{kind=\"execution\"} 4")
                    .contains("pureboot_quarantined{kind=\"node\"} 1");

            // A release of one that is not mended leads back.
            Answer still = release(engine, gap);
            assertThat(still.text("code")).isEqualTo("quarantined");
            listed(engine, gap.id(), "is missing");
            sql("INSERT INTO event_journal SELECT * FROM kept");
            // Mended alone is not tried.
            assertThat(gap.show(engine).text("code")).isEqualTo("quarantined");
            Answer released = release(engine, gap);
            assertThat(released.status()).as(released.body()).isEqualTo(200);
            assertThat(released.text("current_step_id")).isEqualTo("two");
            assertThat(gap.succeed(engine, "two").text("status")).isEqualTo("completed");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() ->
                            assertThat(engine.get("/api/v1/quarantine").body()).doesNotContain(gap.id()));
        }
    }

    @Test
    void aRestartTriesAgainAndTakesWhatIsMendedOutOfTheList() throws SQLException {
        Started broken;
        try (EngineForTests engine = EngineForTests.start(database, Map.of())) {
            broken = Started.on(engine, Started.workflow(engine, 600));
        }
        sql("UPDATE event_journal SET event_ser_manifest = 'x' || event_ser_manifest WHERE persistence_id = "
                + pid(broken));
        try (EngineForTests engine = EngineForTests.start(database, Map.of())) {
            assertThat(broken.show(engine).text("code")).isEqualTo("quarantined");
            listed(engine, broken.id(), "no event is named x");
        }
        sql("UPDATE event_journal SET event_ser_manifest = substr(event_ser_manifest, 2) WHERE persistence_id = "
                + pid(broken));
        try (EngineForTests engine = EngineForTests.start(database, Map.of())) {
            assertThat(broken.show(engine).text("status")).isEqualTo("running");
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                release(engine, broken);
                assertThat(engine.get("/api/v1/quarantine").json().path("items"))
                        .isEmpty();
            });
        }
    }

    @Test
    void aSnapshotThatCannotBeReadIsNoLoss() throws SQLException {
        Started execution;
        Map<String, Object> often = Map.of("execution.snapshot-every", 2);
        try (EngineForTests engine = EngineForTests.start(database, often)) {
            execution = Started.on(engine, Started.workflow(engine, 600));
            execution.succeed(engine, "one");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(
                                    count("SELECT count(*) FROM snapshot WHERE persistence_id = " + pid(execution)))
                            .isPositive());
        }
        sql("UPDATE snapshot SET snapshot_payload = '\\x00'");
        try (EngineForTests engine = EngineForTests.start(database, often)) {
            assertThat(execution.show(engine).text("current_step_id")).isEqualTo("two");
        }
    }

    private static Answer release(EngineForTests engine, Started execution) {
        return engine.post("/api/v1/executions/" + execution.id() + "/release-quarantine", "");
    }

    private static void listed(EngineForTests engine, String id, String reason) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode items = engine.get("/api/v1/quarantine").json().path("items");
            assertThat(items).anySatisfy(item -> {
                assertThat(item.path("id").asText()).isEqualTo(id);
                assertThat(item.path("reason").asText()).contains(reason);
                assertThat(item.path("since").asText()).isNotEmpty();
            });
        });
    }

    private static String pid(Started execution) {
        return "'WorkflowExecution|" + execution.id() + "'";
    }

    private void sql(String text) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private long count(String text) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(text)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }
}
