package io.pureboot.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.postgres.EmbeddedPostgres;
import io.pureboot.postgres.EmbeddedPostgresConfig;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PostgreSQL is killed under a busy engine, and comes back (promise P-24). */
class DatabaseAwayTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final List<EmbeddedPostgres> servers = new ArrayList<>();

    @AfterEach
    void stopServers() throws IOException {
        for (EmbeddedPostgres server : servers) {
            server.close();
        }
    }

    @Test
    void readsGoOnWritesAreRefusedAndEverythingGoesOnByItself() throws Exception {
        EmbeddedPostgres first = postgres(0);
        FreshDatabase database = new FreshDatabase(first.jdbcUrl(), first.user(), first.password(), "postgres");
        try (EngineForTests engine = EngineForTests.start(database, Map.of());
                ExecutorService agents = Executors.newVirtualThreadPerTaskExecutor()) {
            String workflow = Started.workflow(engine, 600);
            Started known = Started.on(engine, workflow);
            String free = Started.machine(engine);
            List<Started> busy = IntStream.range(0, 8)
                    .mapToObj(i -> Started.on(engine, workflow))
                    .toList();
            List<Future<Integer>> reports = busy.stream()
                    .map(each -> agents.submit(() -> insist(engine, each, "one") + insist(engine, each, "two")))
                    .toList();

            kill(first);
            Awaitility.await("not ready")
                    .atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(engine.get("/health/ready").status()).isEqualTo(503));
            whileItIsAway(engine, known, workflow, free);

            postgres(first.port());
            long back = System.nanoTime();
            Awaitility.await("a write")
                    .atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(known.succeed(engine, "one").status()).isEqualTo(200));
            for (Future<Integer> report : reports) {
                assertThat(report.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2);
            }
            System.out.printf("all went on %.1f s after the database's return%n", (System.nanoTime() - back) / 1e9);
            afterwards(engine, known, workflow, free, busy);
        }
    }

    private static void whileItIsAway(EngineForTests engine, Started known, String workflow, String free) {
        assertThat(engine.get("/health/live").status()).isEqualTo(200);
        for (int i = 0; i < 3; i++) {
            Answer shown = known.show(engine);
            assertThat(shown.status()).as(shown.body()).isEqualTo(200);
            assertThat(shown.text("current_step_id")).isEqualTo("one");
            assertThat(known.heartbeat(engine, "one").text("directive")).isEqualTo("continue");
            refused(known.succeed(engine, "one"));
            refused(Started.start(engine, workflow, free));
            refused(engine.post("/api/v1/nodes", "{\"mac_address\": \"52:54:00:00:99:01\"}"));
            refused(engine.get("/api/v1/executions"));
            // One that must be read from the journal first.
            refused(engine.get("/api/v1/executions/never-started"));
        }
        assertThat(engine.get("/metrics").body()).contains("pureboot_database_up 0");
    }

    private static void afterwards(
            EngineForTests engine, Started known, String workflow, String free, List<Started> busy) {
        assertThat(known.succeed(engine, "two").text("status")).isEqualTo("completed");
        Awaitility.await("ready")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(engine.get("/health/ready").status()).isEqualTo(200));
        for (Started each : busy) {
            Answer shown = each.show(engine);
            assertThat(shown.text("status")).isEqualTo("completed");
            assertThat(shown.json().path("step_results")).hasSize(2);
        }
        Awaitility.await("a start")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(Started.start(engine, workflow, free).status())
                                .isIn(201, 409));
        Awaitility.await("what never was")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                engine.get("/api/v1/executions/never-started").text("code"))
                        .isEqualTo("execution-unknown"));
        assertThat(engine.get("/api/v1/quarantine").json().path("items")).isEmpty();
        Awaitility.await("the list")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(engine.get("/api/v1/executions?status=completed")
                                .json()
                                .path("items"))
                        .hasSize(1 + busy.size()));
    }

    /** As an edge does: the same report again until it is taken. Each is answered soon, or refused soon. */
    private static int insist(EngineForTests engine, Started execution, String step) {
        while (true) {
            Answer answer = execution.succeed(engine, step);
            if (answer.status() == 200) {
                return 1;
            }
            assertThat(answer.status()).as(answer.body()).isEqualTo(503);
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private static void refused(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(503);
        assertThat(answer.text("code")).isEqualTo("database-unavailable");
        assertThat(answer.header("Retry-After")).isPresent();
    }

    private EmbeddedPostgres postgres(int port) throws IOException {
        EmbeddedPostgres server = EmbeddedPostgres.start(EmbeddedPostgresConfig.in(directory.resolve("postgres"))
                .withBinaries(PostgresForTests.binaries())
                .withPort(port));
        servers.add(server);
        return server;
    }

    /** {@code kill -9} of the postmaster; its children end when they see it. */
    private void kill(EmbeddedPostgres server) throws Exception {
        ProcessHandle postmaster = ProcessHandle.of(server.pid()).orElseThrow();
        postmaster.destroyForcibly();
        postmaster.onExit().get(30, TimeUnit.SECONDS);
        server.close();
        servers.remove(server);
    }
}
