package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.pureboot.engine.http.EngineForTests;
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
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Promise(
        number = 24,
        says =
                "While PostgreSQL is away reads go on and writes are refused; when it is back everything goes on by itself.",
        alsoIn = {
            "boot-edge/src/test/java/io/pureboot/edge/RelayTest.java",
            "deploy/lab/src/test/java/io/pureboot/lab/chaos/ChaosTest.java"
        })
class P24DatabaseAwayTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final List<EmbeddedPostgres> servers = new ArrayList<>();

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        engineLog().addAppender(log);
    }

    private static Logger engineLog() {
        return (Logger) LoggerFactory.getLogger("io.pureboot.engine");
    }

    @AfterEach
    void stopServers() throws IOException {
        engineLog().detachAppender(log);
        for (EmbeddedPostgres server : servers) {
            server.close();
        }
    }

    @Test
    @Promise(
            number = 24,
            says =
                    "killed under a busy engine: reads from memory and heartbeats are answered, writes get 503 with Retry-After; within 60 s of its return every report is taken, once, and starts succeed")
    void readsGoOnWritesAreRefusedAndEverythingGoesOnByItself() throws Exception {
        EmbeddedPostgres first = postgres(0);
        FreshDatabase database = new FreshDatabase(first.jdbcUrl(), first.user(), first.password(), "postgres");
        try (Site site = Site.open(database, Map.of());
                ExecutorService agents = Executors.newVirtualThreadPerTaskExecutor()) {
            EngineForTests engine = site.engine();
            String workflow = site.workflow("\"steps\":[" + script("one") + "," + script("two") + "]");
            Install known = site.installOf(workflow);
            String free = site.node(Site.freshMac(), "").text("id");
            List<Install> busy =
                    Stream.generate(() -> site.installOf(workflow)).limit(8).toList();
            List<Future<Integer>> reports = busy.stream()
                    .map(each -> agents.submit(() -> insist(each, "one") + insist(each, "two")))
                    .toList();

            kill(first);
            Awaitility.await("not ready")
                    .atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(engine.get("/health/ready").status()).isEqualTo(503));
            whileItIsAway(site, known, workflow, free);

            postgres(first.port());
            long back = System.nanoTime();
            Awaitility.await("a write")
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(known.success("one", 1).status()).isEqualTo(200));
            for (Future<Integer> report : reports) {
                assertThat(report.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(2);
            }
            afterwards(site, known, workflow, free, busy);
            assertThat(Duration.ofNanos(System.nanoTime() - back))
                    .as("from the database's return until all has gone on")
                    .isLessThan(Duration.ofSeconds(60));
            assertThat(traces())
                    .as("one line is enough for each that met the outage")
                    .isEmpty();
        }
    }

    /** What was logged with a stack trace by the engine's own entities. */
    private List<String> traces() {
        return List.copyOf(log.list).stream()
                .filter(line ->
                        line.getThrowableProxy() != null && line.getLevel().isGreaterOrEqual(Level.WARN))
                .map(line -> line.getLoggerName() + ": " + line.getFormattedMessage())
                .toList();
    }

    private static void whileItIsAway(Site site, Install known, String workflow, String free) {
        EngineForTests engine = site.engine();
        assertThat(engine.get("/health/live").status()).isEqualTo(200);
        for (int i = 0; i < 3; i++) {
            Answer shown = known.show();
            assertThat(shown.status()).as(shown.body()).isEqualTo(200);
            assertThat(shown.text("current_step_id")).isEqualTo("one");
            assertThat(known.heartbeat("\"step_id\":\"one\",\"attempt\":1").text("directive"))
                    .isEqualTo("continue");
            refused(known.success("one", 1));
            refused(site.start(workflow, free));
            refused(engine.post("/api/v1/nodes", "{\"mac_address\": \"52:54:00:00:99:01\"}"));
            refused(engine.get("/api/v1/executions"));
            // One that must be read from the journal first.
            refused(engine.get("/api/v1/executions/never-started"));
        }
        assertThat(engine.get("/metrics").body()).contains("pureboot_database_up 0");
    }

    private static void afterwards(Site site, Install known, String workflow, String free, List<Install> busy) {
        EngineForTests engine = site.engine();
        assertThat(known.success("two", 1).text("status")).isEqualTo("completed");
        Awaitility.await("ready")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(engine.get("/health/ready").status()).isEqualTo(200));
        for (Install each : busy) {
            Answer shown = each.show();
            assertThat(shown.text("status")).isEqualTo("completed");
            assertThat(shown.json().path("step_results")).hasSize(2);
        }
        Awaitility.await("a start")
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(site.start(workflow, free).status()).isIn(201, 409));
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
    private static int insist(Install execution, String step) {
        while (true) {
            Answer answer = execution.success(step, 1);
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
        assertThat(answer.text("detail")).contains("may have been made");
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
