package io.pureboot.engine.promise;

import static io.pureboot.engine.promise.Site.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests;
import io.pureboot.engine.http.EngineForTests.Answer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Promise(number = 14, says = "A start takes an Idempotency-Key: the same key gives the same execution.")
@ExtendWith(SharedEngine.class)
class P14IdempotentStartTest {
    private record Start(Site site, String node, String body) {
        static Start of(Site site) {
            String workflow = site.workflow("\"steps\":[" + script("a") + "]");
            return new Start(site, site.node(Site.freshMac(), "").text("id"), "{\"workflow_id\":\"" + workflow + "\"}");
        }

        Answer under(String key) {
            return site.engine()
                    .post("/api/v1/nodes/" + node + "/execute", EngineForTests.ADMIN, body, "Idempotency-Key", key);
        }

        long executions() {
            return site.count(
                    "SELECT count(*) FROM journal_event WHERE name LIKE 'execution-created:%'"
                            + " AND event->>'node_id' = ?",
                    node);
        }
    }

    @Test
    @Promise(number = 14, says = "asked again, also after its end, the key names the execution that it has started")
    void theSameKeyTheSameExecution(Site site) {
        Start start = Start.of(site);
        Answer first = start.under("k");
        assertThat(first.status()).as(first.body()).isEqualTo(201);
        Answer again = start.under("k");
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(again.text("id")).isEqualTo(first.text("id"));
        Install install = new Install(site, "", start.node(), first.text("id"), first.text("callback_token"));
        install.success("a", 1);
        install.awaitReleased();
        assertThat(start.under("k").text("id")).isEqualTo(first.text("id"));
        assertThat(start.executions()).isEqualTo(1);
        Answer other = start.under("another");
        assertThat(other.status()).as(other.body()).isEqualTo(201);
        assertThat(other.text("id")).isNotEqualTo(first.text("id"));
    }

    @Test
    @Promise(
            number = 14,
            says = "of many that ask with one key at once all get one execution; another key gets 409, which names it")
    void manyAtOnce(Site site) {
        Start start = Start.of(site);
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> ids = IntStream.range(0, 12)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> start.under("k"), many))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .map(answer -> answer.text("id"))
                    .distinct()
                    .toList();
            assertThat(ids).hasSize(1);
            assertThat(start.executions()).isEqualTo(1);
            Answer busy = start.under("another");
            assertThat(busy.status()).as(busy.body()).isEqualTo(409);
            assertThat(busy.text("detail")).contains(ids.getFirst());
        }
    }
}
