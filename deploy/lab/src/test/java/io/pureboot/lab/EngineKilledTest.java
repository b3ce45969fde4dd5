package io.pureboot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.lab.ReportingAgent.Answer;
import io.pureboot.lab.process.EngineProcess;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.MacAddress;
import io.pureboot.qemu.Firmware;
import io.pureboot.standalone.server.FreePorts;
import io.pureboot.standalone.server.RunningServer;
import io.pureboot.standalone.server.ServersOfThisBuild;
import io.pureboot.standalone.server.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * An engine that is killed loses nothing that it has answered for, and the next one does what has fallen due meanwhile, once (promises P-1, P-4,
 * P-7, P-31).
 */
class EngineKilledTest {
    private static final int HEAP_MB = 320;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int TIMEOUT_SECONDS = 20;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path scratch;

    /** Everything that outlives the engine. */
    private record Site(FreshDatabase database, Path dataDir, String httpPort) {
        EngineProcess startEngine() throws IOException {
            return EngineProcess.start(
                    dataDir,
                    httpPort,
                    HEAP_MB,
                    Map.of(
                            Settings.DB_URL,
                            database.jdbcUrl(),
                            Settings.DB_USER,
                            database.user(),
                            Settings.DB_PASSWORD,
                            database.password()));
        }

        EngineClient client(EngineProcess engine) throws IOException {
            return new EngineClient(engine.url(), secret("admin.token"));
        }

        /** An edge in this JVM. */
        RunningServer startEdge(EngineProcess engine) throws IOException {
            Settings settings = Settings.of(Map.of(
                    Settings.DATA_DIR,
                    dataDir.resolveSibling("edge").toString(),
                    Settings.EDGE_PORT,
                    FreePorts.tcp(),
                    Settings.TFTP_PORT,
                    FreePorts.udp(),
                    Settings.ENGINE_URLS,
                    engine.url().toString(),
                    Settings.EDGE_TOKEN,
                    secret("edge.token")));
            return new ServersOfThisBuild().edge(settings.config());
        }

        /** How many of an execution's events of that name hold the text. */
        int journalled(ReportingAgent agent, String event, String text) throws SQLException {
            try (Connection connection = database.connect();
                    PreparedStatement query = connection.prepareStatement("""
                            SELECT count(*) FROM journal_event
                            WHERE persistence_id LIKE '%' || ? AND name LIKE ? || '%'
                                AND event::text LIKE '%' || ? || '%'""")) {
                query.setString(1, agent.execution());
                query.setString(2, event);
                query.setString(3, text);
                try (ResultSet row = query.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    return row.getInt(1);
                }
            }
        }

        private String secret(String file) throws IOException {
            return Files.readString(dataDir.resolve(file)).strip();
        }
    }

    /** Three machines, each in its step "long": what follows its time-out differs. */
    private record Fleet(ReportingAgent skips, ReportingAgent retries, ReportingAgent reports) {
        List<ReportingAgent> all() {
            return List.of(skips, retries, reports);
        }
    }

    @Test
    void theNextEngineGoesOnWhereTheKilledOneStopped() throws Exception {
        Site site = new Site(PostgresForTests.freshDatabase(), scratch.resolve("engine"), FreePorts.tcp());
        RunningServer edge;
        Fleet fleet;
        try (EngineProcess engine = site.startEngine()) {
            engine.awaitReady(1);
            edge = site.startEdge(engine);
            EngineClient client = site.client(engine);
            fleet = start(client);
            List<Instant> timeouts = untilAllAreInTheirLongStep(client, engine.url(), fleet);
            engine.kill();
            assertThat(timeouts).as("killed before any time-out").allMatch(Instant.now()::isBefore);
            whileNoEngineRuns(edge.url(), fleet.reports(), timeouts);
        }
        try (EngineProcess engine = site.startEngine()) {
            engine.awaitReady(1);
            EngineClient client = site.client(engine);
            nothingIsLost(client, engine.url(), fleet);
            theTimedOutStepIsSkipped(client, engine.url(), fleet.skips());
            theTimedOutStepIsTriedAgain(client, engine.url(), fleet.retries());
            theKeptReportArrives(client, edge.url(), fleet.reports());
            theJournalTellsItOnce(site, fleet);
        } finally {
            edge.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
            site.database().close();
        }
    }

    private static Fleet start(EngineClient client) throws IOException, InterruptedException {
        return new Fleet(
                start(client, 1, TIMEOUT_SECONDS, "skip"),
                start(client, 2, TIMEOUT_SECONDS, "retry"),
                start(client, 3, 3600, "fail"));
    }

    private static ReportingAgent start(EngineClient client, int number, int timeout, String onFailure)
            throws IOException, InterruptedException {
        String workflow = client.importWorkflow("""
                name: outlives-%s
                os_family: linux
                steps:
                  - name: prepare
                    type: script
                    config: {script: "true"}
                  - name: settle
                    type: wait
                    config: {duration_seconds: 1}
                  - name: long
                    type: script
                    config: {script: "sleep 3600"}
                    timeout_seconds: %d
                    on_failure: %s
                    max_retries: 2
                    retry_delay_seconds: 1
                  - name: finish
                    type: script
                    config: {script: "true"}
                """.formatted(onFailure, timeout, onFailure));
        String node = client.registerNode(new MacAddress("52:54:00:00:07:0" + number), "m" + number, Firmware.BIOS);
        return ReportingAgent.of(client.start(node, workflow));
    }

    /** When the short time-outs fall due. */
    private static List<Instant> untilAllAreInTheirLongStep(EngineClient client, URI engine, Fleet fleet)
            throws IOException, InterruptedException {
        for (ReportingAgent agent : fleet.all()) {
            assertThat(agent.progress(engine, "prepare", 1, "looking around").status())
                    .isEqualTo(200);
            Answer prepared = agent.succeed(engine, "prepare", 1);
            assertThat(prepared.status()).as(prepared.body().toString()).isEqualTo(200);
            assertThat(prepared.duplicate()).isFalse();
        }
        untilAttempt(client, fleet.reports(), "long", 1);
        return List.of(
                deadline(untilAttempt(client, fleet.skips(), "long", 1)),
                deadline(untilAttempt(client, fleet.retries(), "long", 1)));
    }

    private static Instant deadline(JsonNode execution) {
        return Instant.parse(
                results(execution, "long").getFirst().path("deadline").asText());
    }

    private static void whileNoEngineRuns(URI edge, ReportingAgent reports, List<Instant> timeouts)
            throws IOException, InterruptedException {
        Answer first = reports.succeed(edge, "long", 1);
        assertThat(first.status()).as(first.body().toString()).isEqualTo(202);
        assertThat(first.body().path("spooled").asBoolean()).isTrue();
        Answer again = reports.succeed(edge, "long", 1);
        assertThat(again.status()).as(again.body().toString()).isEqualTo(202);
        Awaitility.await("the deadlines " + timeouts + " have passed")
                .atMost(PATIENCE)
                .until(() -> timeouts.stream().allMatch(Instant.now()::isAfter));
    }

    private static void nothingIsLost(EngineClient client, URI engine, Fleet fleet)
            throws IOException, InterruptedException {
        for (ReportingAgent agent : fleet.all()) {
            JsonNode prepared =
                    results(client.execution(agent.execution()), "prepare").getFirst();
            assertThat(prepared.path("status").asText()).isEqualTo("success");
            assertThat(prepared.at("/sub_tasks/0/message").asText()).isEqualTo("looking around");
            Answer again = agent.succeed(engine, "prepare", 1);
            assertThat(again.status()).as(again.body().toString()).isEqualTo(200);
            assertThat(again.duplicate()).as(again.body().toString()).isTrue();
        }
    }

    private static void theTimedOutStepIsSkipped(EngineClient client, URI engine, ReportingAgent agent)
            throws IOException, InterruptedException {
        timedOutOnce(untilAttempt(client, agent, "finish", 1));
        Answer late = agent.succeed(engine, "long", 1);
        assertThat(late.status()).as(late.body().toString()).isEqualTo(409);
        assertThat(agent.succeed(engine, "finish", 1).status()).isEqualTo(200);
        JsonNode done = untilCompleted(client, agent);
        timedOutOnce(done);
        assertThat(attempts(done)).containsExactly("prepare 1", "settle 1", "long 1", "finish 1");
        assertThat(done.at("/steps/2/status").asText())
                .as(done.toPrettyString())
                .isEqualTo("skipped");
    }

    private static void theTimedOutStepIsTriedAgain(EngineClient client, URI engine, ReportingAgent agent)
            throws IOException, InterruptedException {
        timedOutOnce(untilAttempt(client, agent, "long", 2));
        Answer late = agent.succeed(engine, "long", 1);
        assertThat(late.status()).as(late.body().toString()).isEqualTo(409);
        assertThat(late.body().path("code").asText()).isEqualTo("attempt-closed");
        assertThat(agent.succeed(engine, "long", 2).status()).isEqualTo(200);
        assertThat(agent.succeed(engine, "finish", 1).status()).isEqualTo(200);
        JsonNode done = untilCompleted(client, agent);
        timedOutOnce(done);
        assertThat(attempts(done)).containsExactly("prepare 1", "settle 1", "long 1", "long 2", "finish 1");
    }

    private static void theKeptReportArrives(EngineClient client, URI edge, ReportingAgent agent)
            throws IOException, InterruptedException {
        JsonNode delivered = untilAttempt(client, agent, "finish", 1);
        assertThat(results(delivered, "long").getFirst().path("status").asText())
                .isEqualTo("success");
        // The edge may still keep the repetition, behind which this one then waits.
        assertThat(agent.succeed(edge, "finish", 1).status()).isIn(200, 202);
        assertThat(attempts(untilCompleted(client, agent)))
                .containsExactly("prepare 1", "settle 1", "long 1", "finish 1");
    }

    private static void theJournalTellsItOnce(Site site, Fleet fleet) throws SQLException {
        assertThat(site.journalled(fleet.skips(), "attempt-ended", "timed_out")).isEqualTo(1);
        assertThat(site.journalled(fleet.skips(), "attempt-started", "")).isEqualTo(4);
        assertThat(site.journalled(fleet.retries(), "attempt-ended", "timed_out"))
                .isEqualTo(1);
        assertThat(site.journalled(fleet.retries(), "attempt-started", "")).isEqualTo(5);
        assertThat(site.journalled(fleet.reports(), "attempt-ended", "success")).isEqualTo(4);
        assertThat(site.journalled(fleet.reports(), "attempt-started", "")).isEqualTo(4);
    }

    private static void timedOutOnce(JsonNode execution) {
        List<JsonNode> timedOut = StreamSupport.stream(
                        execution.path("step_results").spliterator(), false)
                .filter(result -> result.path("status").asText().equals("timed_out"))
                .toList();
        assertThat(timedOut).as(execution.toPrettyString()).hasSize(1);
        JsonNode only = timedOut.getFirst();
        assertThat(only.path("step_id").asText()).isEqualTo("long");
        assertThat(only.path("attempt").asInt()).isEqualTo(1);
        assertThat(Instant.parse(only.path("completed_at").asText()))
                .isAfterOrEqualTo(Instant.parse(only.path("deadline").asText()));
    }

    private static JsonNode untilAttempt(EngineClient client, ReportingAgent agent, String step, int attempt)
            throws IOException, InterruptedException {
        Awaitility.await("attempt " + attempt + " of " + step)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    JsonNode now = client.execution(agent.execution());
                    assertThat(now.path("current_step_id").asText())
                            .as(now.toPrettyString())
                            .isEqualTo(step);
                    assertThat(now.path("current_attempt").asInt())
                            .as(now.toPrettyString())
                            .isEqualTo(attempt);
                });
        return client.execution(agent.execution());
    }

    private static JsonNode untilCompleted(EngineClient client, ReportingAgent agent)
            throws IOException, InterruptedException {
        Awaitility.await("completion").atMost(PATIENCE).untilAsserted(() -> {
            JsonNode now = client.execution(agent.execution());
            assertThat(now.path("status").asText()).as(now.toPrettyString()).isEqualTo("completed");
        });
        return client.execution(agent.execution());
    }

    private static List<JsonNode> results(JsonNode execution, String step) {
        return StreamSupport.stream(execution.path("step_results").spliterator(), false)
                .filter(result -> result.path("step_id").asText().equals(step))
                .toList();
    }

    private static List<String> attempts(JsonNode execution) {
        return StreamSupport.stream(execution.path("step_results").spliterator(), false)
                .map(result -> result.path("step_id").asText() + " "
                        + result.path("attempt").asInt())
                .toList();
    }
}
