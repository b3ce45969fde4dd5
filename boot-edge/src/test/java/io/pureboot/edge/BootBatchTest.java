package io.pureboot.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.edge.fakes.EdgeOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback;
import io.pureboot.edge.fakes.EngineThatBootsBatches;
import io.pureboot.edge.fakes.EngineThatBootsBatches.Batches;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines that ask at the same time are asked for together, and each gets its own answer. */
class BootBatchTest {
    private static final int MACHINES = 30;

    @TempDir
    Path directory;

    @Test
    void whenSomeAreUnderWayOthersGoTogetherAndEachGetsItsOwnScript() throws Exception {
        EngineThatBootsBatches boots = new EngineThatBootsBatches(Batches.ANSWERED);
        try (EngineOnLoopback engine = EngineOnLoopback.thatAnswers(boots::answer);
                EdgeOnLoopback edge = edge(engine);
                ExecutorService machines = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Future<HttpResponse<String>>> first = ask(edge, machines, 0, 2);
            Awaitility.await().untilAsserted(() -> assertThat(boots.alone()).hasSize(2));
            Map<String, Future<HttpResponse<String>>> others = ask(edge, machines, 2, MACHINES);
            ownScripts(others);
            assertThat(sizes(boots)).anyMatch(size -> size > 1);
            assertThat(boots.alone().size()
                            + sizes(boots).stream().mapToInt(size -> size).sum())
                    .as("each is asked for once")
                    .isEqualTo(MACHINES);
            boots.goOn();
            ownScripts(first);
        }
    }

    @Test
    void whoHasNoAnswerAmongOthersAsksAloneUnderTheSameId() throws Exception {
        EngineThatBootsBatches boots = new EngineThatBootsBatches(Batches.HALF);
        try (EngineOnLoopback engine = EngineOnLoopback.thatAnswers(boots::answer);
                EdgeOnLoopback edge = edge(engine);
                ExecutorService machines = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Future<HttpResponse<String>>> first = ask(edge, machines, 0, 2);
            Awaitility.await().untilAsserted(() -> assertThat(boots.alone()).hasSize(2));
            Map<String, Future<HttpResponse<String>>> others = ask(edge, machines, 2, MACHINES);
            boots.goOn();
            ownScripts(first);
            ownScripts(others);
            Map<String, String> alone = ids(boots.alone());
            Map<String, String> together = new HashMap<>();
            boots.together().forEach(batch -> together.putAll(ids(batch.path("boots"))));
            together.forEach((mac, id) -> {
                if ((mac.charAt(mac.length() - 1) - '0') % 2 == 1) {
                    assertThat(alone).containsEntry(mac, id);
                } else {
                    assertThat(alone).doesNotContainKey(mac);
                }
            });
            assertThat(alone.size() + together.size()).isGreaterThanOrEqualTo(MACHINES);
        }
    }

    @Test
    void anEngineThatKnowsNoBatchesIsAskedOneByOne() throws Exception {
        EngineThatBootsBatches boots = new EngineThatBootsBatches(Batches.UNKNOWN);
        try (EngineOnLoopback engine = EngineOnLoopback.thatAnswers(boots::answer);
                EdgeOnLoopback edge = edge(engine);
                ExecutorService machines = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Future<HttpResponse<String>>> all = ask(edge, machines, 0, MACHINES);
            Awaitility.await().untilAsserted(() -> assertThat(boots.alone()).hasSize(MACHINES));
            int before = boots.together().size();
            Map<String, Future<HttpResponse<String>>> others = ask(edge, machines, MACHINES, 2 * MACHINES);
            Awaitility.await().untilAsserted(() -> assertThat(boots.alone()).hasSize(2 * MACHINES));
            assertThat(boots.together()).as("not tried again at once").hasSize(before);
            boots.goOn();
            ownScripts(all);
            ownScripts(others);
        }
    }

    @Test
    void howManyGoAloneIsConfigured() throws Exception {
        EngineThatBootsBatches boots = new EngineThatBootsBatches(Batches.ANSWERED);
        try (EngineOnLoopback engine = EngineOnLoopback.thatAnswers(boots::answer);
                EdgeOnLoopback edge = edge(engine, Map.of("http.boot-batch-from", MACHINES));
                ExecutorService machines = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<String, Future<HttpResponse<String>>> all = ask(edge, machines, 0, MACHINES);
            Awaitility.await().untilAsserted(() -> assertThat(boots.alone()).hasSize(MACHINES));
            assertThat(boots.together()).isEmpty();
            boots.goOn();
            ownScripts(all);
        }
    }

    private EdgeOnLoopback edge(EngineOnLoopback engine) {
        return edge(engine, Map.of());
    }

    private EdgeOnLoopback edge(EngineOnLoopback engine, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("engine-request-timeout", "20 s");
        return EdgeOnLoopback.start(directory, List.of(engine.url()), settings);
    }

    private static Map<String, Future<HttpResponse<String>>> ask(
            EdgeOnLoopback edge, ExecutorService machines, int from, int to) {
        Map<String, Future<HttpResponse<String>>> asked = new HashMap<>();
        for (int i = from; i < to; i++) {
            String mac = "52:54:00:00:00:%02d".formatted(i);
            asked.put(mac, machines.submit(() -> edge.get("/ipxe?mac=" + mac.replace(':', '-'))));
        }
        return asked;
    }

    private static void ownScripts(Map<String, Future<HttpResponse<String>>> asked) throws Exception {
        for (Map.Entry<String, Future<HttpResponse<String>>> each : asked.entrySet()) {
            assertThat(each.getValue().get().body()).contains("this is " + each.getKey());
        }
    }

    private static List<Integer> sizes(EngineThatBootsBatches boots) {
        return boots.together().stream()
                .map(batch -> batch.path("boots").size())
                .toList();
    }

    private static Map<String, String> ids(Iterable<JsonNode> questions) {
        Map<String, String> ids = new HashMap<>();
        questions.forEach(
                one -> ids.put(one.path("mac").asText(), one.path("request_id").asText()));
        return ids;
    }
}
