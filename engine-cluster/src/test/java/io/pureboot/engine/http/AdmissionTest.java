package io.pureboot.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.postgres.PostgresForTests;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Under load new starts are refused; what has begun is not (promise P-5). */
class AdmissionTest {
    private static final int MACHINES = 60;

    @Test
    void startsAreBoundedWhileCallbacksAndHeartbeatsAreTaken() throws Exception {
        try (EngineForTests engine = EngineForTests.start(
                        PostgresForTests.freshDatabase(), Map.of("admission.starts-in-flight", 2));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            String workflow = Started.workflow(engine, 600);
            Started begun = Started.on(engine, workflow);
            List<String> machines = IntStream.range(0, MACHINES)
                    .mapToObj(i -> Started.machine(engine))
                    .toList();
            AtomicBoolean loaded = new AtomicBoolean(true);
            Future<Integer> alive = clients.submit(() -> {
                int beats = 0;
                do {
                    assertThat(begun.heartbeat(engine, "one").status()).isEqualTo(200);
                    beats++;
                } while (loaded.get());
                assertThat(begun.succeed(engine, "one").status()).isEqualTo(200);
                return beats;
            });
            AtomicInteger refused = new AtomicInteger();
            List<Future<Answer>> starts = machines.stream()
                    .map(machine -> clients.submit(() -> started(engine, workflow, machine, refused)))
                    .toList();
            for (Future<Answer> start : starts) {
                Answer answer = start.get(300, TimeUnit.SECONDS);
                assertThat(answer.status()).as(answer.body()).isEqualTo(201);
            }
            loaded.set(false);
            assertThat(alive.get(60, TimeUnit.SECONDS)).isPositive();
            assertThat(refused.get()).isPositive();
            assertThat(engine.get("/metrics").body())
                    .contains("pureboot_starts_refused_total " + refused.get() + "\n")
                    .contains("pureboot_starts_in_flight 0\n")
                    .contains("pureboot_executions_in_memory " + (MACHINES + 1) + "\n")
                    .containsPattern("pureboot_journal_persist_seconds_count [1-9]")
                    .containsPattern("pureboot_journal_persist_max_seconds [0-9.]+")
                    .contains("pureboot_overdue_timers{sweeper=\"execution-sweeper\",age=\"1m\"} 0")
                    .containsPattern("pureboot_sweeper_last_run_timestamp_seconds\\{sweeper=\"execution-sweeper\"} 1");
        }
    }

    private static Answer started(EngineForTests engine, String workflow, String machine, AtomicInteger refused) {
        while (true) {
            Answer answer = Started.start(engine, workflow, machine);
            if (answer.status() != 429) {
                return answer;
            }
            assertThat(answer.text("code")).isEqualTo("overloaded");
            assertThat(answer.header("Retry-After")).isPresent();
            refused.incrementAndGet();
        }
    }

    @Test
    void aBootThatWouldStartSomethingWaits() {
        try (EngineForTests engine =
                EngineForTests.start(PostgresForTests.freshDatabase(), Map.of("admission.persists-unanswered", 0))) {
            String workflow = Started.workflow(engine, 600);
            Answer node = engine.post(
                    "/api/v1/nodes", "{\"mac_address\": \"52:54:00:02:00:01\", \"workflow_id\": \"" + workflow + "\"}");
            assertThat(Started.start(engine, workflow, node.text("id")).status())
                    .isEqualTo(429);
            Answer boot = engine.post(
                    "/api/v1/boot",
                    EngineForTests.EDGE,
                    "{\"mac\": \"52:54:00:02:00:01\", \"edge_id\": \"edge-1\", \"edge_url\": \"http://192.0.2.1:8081\"}");
            assertThat(boot.status()).as(boot.body()).isEqualTo(200);
            assertThat(boot.text("action")).isEqualTo("wait");
            assertThat(boot.json().path("retry_seconds").asInt())
                    .as(boot.body())
                    .isPositive();
            assertThat(engine.get("/api/v1/executions").json().path("items")).isEmpty();
        }
    }
}
