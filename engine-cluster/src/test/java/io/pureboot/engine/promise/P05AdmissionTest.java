package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
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

@Promise(number = 5, says = "Callbacks and heartbeats are never refused for load; new starts are.")
class P05AdmissionTest {
    private static final int MACHINES = 60;

    @Test
    @Promise(
            number = 5,
            says =
                    "while more starts come than are taken, they get 429 with Retry-After and succeed later; callbacks and heartbeats are all taken")
    void startsAreBoundedWhileCallbacksAndHeartbeatsAreTaken() throws Exception {
        try (Site site = Site.open(PostgresForTests.freshDatabase(), Map.of("admission.starts-in-flight", 2));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            String workflow = site.workflow("\"steps\":[" + script("one") + "]");
            Install begun = site.installOf(workflow);
            List<String> machines = IntStream.range(0, MACHINES)
                    .mapToObj(i -> site.node(Site.freshMac(), "").text("id"))
                    .toList();
            AtomicBoolean loaded = new AtomicBoolean(true);
            Future<Integer> alive = clients.submit(() -> {
                int beats = 0;
                do {
                    assertThat(begun.heartbeat("\"step_id\":\"one\",\"attempt\":1")
                                    .status())
                            .isEqualTo(200);
                    beats++;
                } while (loaded.get());
                assertThat(begun.success("one", 1).status()).isEqualTo(200);
                return beats;
            });
            AtomicInteger refused = new AtomicInteger();
            List<Future<Answer>> starts = machines.stream()
                    .map(machine -> clients.submit(() -> started(site, workflow, machine, refused)))
                    .toList();
            for (Future<Answer> start : starts) {
                Answer answer = start.get(300, TimeUnit.SECONDS);
                assertThat(answer.status()).as(answer.body()).isEqualTo(201);
            }
            loaded.set(false);
            assertThat(alive.get(60, TimeUnit.SECONDS)).isPositive();
            assertThat(refused.get()).isPositive();
            assertThat(site.engine().get("/metrics").body())
                    .contains("pureboot_starts_refused_total " + refused.get() + "\n")
                    .contains("pureboot_starts_in_flight 0\n")
                    .contains("pureboot_executions_in_memory " + (MACHINES + 1) + "\n")
                    .containsPattern("pureboot_journal_persist_seconds_count [1-9]")
                    .containsPattern("pureboot_journal_persist_max_seconds [0-9.]+")
                    .contains("pureboot_overdue_timers{sweeper=\"execution-sweeper\",age=\"1m\"} 0")
                    .containsPattern("pureboot_sweeper_last_run_timestamp_seconds\\{sweeper=\"execution-sweeper\"} 1");
        }
    }

    private static Answer started(Site site, String workflow, String machine, AtomicInteger refused) {
        while (true) {
            Answer answer = site.start(workflow, machine);
            if (answer.status() != 429) {
                return answer;
            }
            assertThat(answer.text("code")).isEqualTo("overloaded");
            assertThat(answer.header("Retry-After")).isPresent();
            refused.incrementAndGet();
        }
    }

    @Test
    @Promise(number = 5, says = "a machine whose boot would start something is told to wait, and nothing is started")
    void aBootThatWouldStartSomethingWaits() {
        try (Site site = Site.open(PostgresForTests.freshDatabase(), Map.of("admission.persists-unanswered", 0))) {
            String workflow = site.workflow("\"steps\":[" + script("one") + "]");
            String mac = Site.freshMac();
            String node =
                    site.node(mac, ",\"workflow_id\":\"" + workflow + "\"").text("id");
            assertThat(site.start(workflow, node).status()).isEqualTo(429);
            Answer boot = site.boot(mac, "");
            assertThat(boot.text("action")).as(boot.body()).isEqualTo("wait");
            assertThat(boot.json().path("retry_seconds").asInt())
                    .as(boot.body())
                    .isPositive();
            assertThat(site.engine().get("/api/v1/executions").json().path("items"))
                    .isEmpty();
        }
    }
}
