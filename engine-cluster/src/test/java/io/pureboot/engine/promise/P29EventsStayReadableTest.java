package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.engine.journal.EventName;
import io.pureboot.engine.journal.EventNames;
import io.pureboot.engine.journal.JournalSerializer;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Promise(
        number = 29,
        says =
                "Events are JSON with short stable names and a version; what a released version has written is read for ever.",
        alsoIn = "engine-cluster/src/test/java/io/pureboot/engine/journal/GoldenFilesTest.java")
class P29EventsStayReadableTest {
    static Stream<EventName> names() {
        return EventNames.all().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    @Promise(
            number = 29,
            says = "the golden file of every event and version is read, and written again as the same JSON")
    void everyEventOfEveryVersion(EventName name) throws IOException {
        JournalSerializer serializer = new JournalSerializer();
        String file = "/golden/" + name.name() + "-" + name.version() + ".json";
        byte[] golden;
        try (InputStream in = getClass().getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            golden = in.readAllBytes();
        }
        Object event = serializer.fromBinary(golden, name.manifest());
        assertThat(Json.mapper().readTree(serializer.toBinary(event)))
                .isEqualTo(Json.mapper().readTree(golden));
    }

    @ParameterizedTest
    @ValueSource(strings = "0.1.0")
    @Promise(
            number = 29,
            says =
                    "the whole journal of an older version is recovered by a running engine, shown as that version showed it, and goes on")
    void anOldJournalGoesOn(String version) throws SQLException, IOException {
        RecordedJournal old = RecordedJournal.read(version);
        FreshDatabase database = PostgresForTests.freshDatabase();
        old.insertInto(database);
        String id = old.execution().path("id").asText();
        String node = old.execution().path("node_id").asText();
        try (Site site = Site.open(database, Map.of())) {
            Install install = new Install(site, "", node, id, "");
            assertThat(missing("", old.execution(), install.shown())).isEmpty();
            assertThat(missing(
                            "",
                            old.node(),
                            site.engine().get("/api/v1/nodes/" + node).json()))
                    .isEmpty();
            long events = install.journalled("");
            Answer retried = install.operator("retry?from=system", "{}");
            assertThat(retried.status()).as(retried.body()).isEqualTo(200);
            assertThat(retried.text("current_step_id")).isEqualTo("system");
            assertThat(install.operator("cancel", "{\"force\":true}").text("status"))
                    .isEqualTo("cancelled");
            assertThat(install.journalled("")).isGreaterThan(events);
        }
    }

    @Test
    @Promise(number = 29, says = "the journal of 0.1.0 holds every event of an execution that there was")
    void theOldJournalHoldsEveryEvent() throws IOException {
        assertThat(RecordedJournal.read("0.1.0").manifests())
                .contains(
                        "execution-created:1",
                        "attempt-started:1",
                        "machine-contacted:1",
                        "reboot-announced:1",
                        "attempt-ended:1",
                        "retry-scheduled:1",
                        "step-skipped:1",
                        "rollback-started:1",
                        "cancel-requested:1",
                        "execution-ended:1",
                        "execution-retried:1",
                        "request-closed:1",
                        "report-refused:1");
    }

    /** What the older version showed and this one does not; fields that it did not know may be there. */
    private static List<String> missing(String path, JsonNode expected, JsonNode shown) {
        List<String> missing = new ArrayList<>();
        if (expected.isObject()) {
            expected.properties()
                    .forEach(field -> missing.addAll(
                            missing(path + "/" + field.getKey(), field.getValue(), shown.path(field.getKey()))));
        } else if (expected.isArray() && expected.size() == shown.size()) {
            for (int i = 0; i < expected.size(); i++) {
                missing.addAll(missing(path + "/" + i, expected.get(i), shown.path(i)));
            }
        } else if (!expected.equals(shown)) {
            missing.add(path + " was " + expected + " and is " + shown);
        }
        return missing;
    }

    /** Before a release: {@code -Dpureboot.record-journal=VERSION} lets this version write the journal that later ones must read. */
    @Test
    @EnabledIfSystemProperty(named = "pureboot.record-journal", matches = ".+")
    void recordsTheJournalOfThisVersion() throws SQLException, IOException {
        try (Site site = Site.open()) {
            Install install = site.installWith("\"on_cancel\":[\"wipe\"],", story());
            firstRunIsRolledBack(install);
            secondRunIsCancelled(install);
            install.operator("retry?from=last", "{}");
            install.success("last", 2);
            install.await("/status", "completed");
            install.awaitReleased();
            RecordedJournal.record(
                    site, install, Path.of("src/test/resources"), System.getProperty("pureboot.record-journal"));
        }
    }

    private static String[] story() {
        return new String[] {
            "{\"id\":\"up\",\"name\":\"up\",\"type\":\"boot\",\"config\":{\"boot_timeout_seconds\":3600}}",
            script("prepare", "\"on_failure\":\"retry\",\"max_retries\":2,\"retry_delay_seconds\":0"),
            script("slow", "\"timeout_seconds\":1,\"on_failure\":\"skip\""),
            script("system", "\"on_failure\":\"rollback\",\"rollback_step_id\":\"undo\""),
            "{\"id\":\"restart\",\"name\":\"restart\",\"type\":\"reboot\",\"config\":{\"confirm\":\"boot\"}}",
            script("last", "\"next_state\":\"installed\""),
            script("undo"),
            script("wipe")
        };
    }

    private static void firstRunIsRolledBack(Install install) {
        install.heartbeat("\"boot_id\":\"b-1\"");
        install.success("up", 1);
        install.failed("prepare", 1);
        install.await("/current_attempt", "2");
        install.success("prepare", 2);
        install.await("/current_step_id", "system");
        install.say("up", "\"status\":\"failed\",\"attempt\":1,\"event_id\":\"too-late\"");
        install.say(
                "system",
                "\"status\":\"failed\",\"attempt\":1,\"exit_code\":32,\"message\":\"no space left\",\"event_id\":\"s-1\",\"logs\":\"mkfs: no space\"");
        install.success("undo", 1);
        install.await("/status", "failed");
        install.awaitReleased();
    }

    private static void secondRunIsCancelled(Install install) {
        install.operator("retry", "{\"reason\":\"disk replaced\"}");
        install.success("system", 2);
        install.say("restart", "\"status\":\"success\",\"attempt\":1,\"event_id\":\"re\",\"boot_id\":\"b-1\"");
        install.heartbeat("\"boot_id\":\"b-2\"");
        install.await("/current_step_id", "last");
        install.operator("cancel", "{\"reason\":\"wrong machine\"}");
        install.failed("last", 1);
        install.success("wipe", 1);
        install.await("/status", "cancelled");
        install.awaitReleased();
    }
}
