package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(
        number = 15,
        says =
                "A boot request never advances a workflow; it may start the one that is assigned, once, and a finished machine boots from its disk.")
@ExtendWith(SharedEngine.class)
class P15BootNeverAdvancesTest {
    private static final String BOOT_STEP =
            "{\"id\":\"up\",\"name\":\"up\",\"type\":\"boot\",\"config\":{\"kernel\":\"k\",\"initrd\":[\"i\"]}}";

    @Test
    @Promise(
            number = 15,
            says = "however often a machine boots, it gets what its current step needs, and the step stays")
    void bootsOfOneStep(Site site) {
        Install install = site.install(BOOT_STEP, script("b"));
        for (int i = 0; i < 5; i++) {
            Answer boot = install.boot();
            assertThat(boot.text("action")).as(boot.body()).isEqualTo("kernel");
            assertThat(boot.text("step_id")).isEqualTo("up");
            assertThat(boot.text("execution_id")).isEqualTo(install.id());
        }
        assertThat(install.attempts("up")).containsExactly("running");
        assertThat(install.attempts("b")).isEmpty();
    }

    @Test
    @Promise(
            number = 15,
            says = "a pending machine's own workflow is started by its boot, once, however many boots come at once")
    void aPendingMachineStartsOnce(Site site) {
        String workflow = site.workflow("\"steps\":[" + BOOT_STEP + "]");
        String mac = Site.freshMac();
        String node = site.node(mac, ",\"workflow_id\":\"" + workflow + "\"").text("id");
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> executions = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> site.boot(mac, ""), many))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    // A boot that comes while the start is under way waits, and asks again.
                    .filter(answer -> !answer.text("action").equals("wait"))
                    .map(answer -> answer.text("execution_id"))
                    .distinct()
                    .toList();
            assertThat(executions).hasSize(1).doesNotContain("");
        }
        assertThat(site.count(
                        "SELECT count(*) FROM journal_event WHERE name LIKE 'execution-created:%'"
                                + " AND event->>'node_id' = ?",
                        node))
                .isEqualTo(1);
    }

    @Test
    @Promise(
            number = 15,
            says =
                    "a finished machine boots from its disk and never reinstalls itself, until its state says reprovision")
    void aFinishedMachineBootsFromItsDisk(Site site) {
        String workflow = site.workflow("\"steps\":[" + script("a", "\"next_state\":\"installed\"") + "]");
        String group = site.engine()
                .post("/api/v1/groups", "{\"name\":\"" + workflow + "\",\"workflow_id\":\"" + workflow + "\"}")
                .text("id");
        String mac = Site.freshMac();
        String node = site.node(mac, ",\"group_id\":\"" + group + "\"").text("id");
        Answer boot = site.boot(mac, "");
        Install install = new Install(site, mac, node, boot.text("execution_id"), boot.text("token"));
        assertThat(install.success("a", 1).text("status")).isEqualTo("completed");
        install.awaitReleased();
        for (int i = 0; i < 3; i++) {
            assertThat(site.boot(mac, "").text("action")).isEqualTo("disk");
        }
        Answer moved = site.engine().post("/api/v1/nodes/" + node + "/state", "{\"state\":\"reprovision\"}");
        assertThat(moved.status()).as(moved.body()).isEqualTo(200);
        Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            Answer again = site.boot(mac, "");
            assertThat(again.text("execution_id")).as(again.body()).isNotEmpty().isNotEqualTo(install.id());
        });
    }
}
