package io.pureboot.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.fakes.EdgeOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback.Reply;
import io.pureboot.edge.fakes.EngineThatTakesBatches;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large backlog goes to the engine in a few requests, and loses nothing of what single reports keep. */
class BatchForwardingTest {
    private static final int EXECUTIONS = 20;
    private static final int OF_EACH = 12;

    @TempDir
    Path directory;

    @Test
    void aLargeBacklogTakesFewRequestsAndKeepsItsOrder() {
        EngineThatTakesBatches work = new EngineThatTakesBatches(path -> 200);
        String url = EngineOnLoopback.awayUrl();
        try (EdgeOnLoopback edge = withBacklog(url);
                EngineOnLoopback engine = EngineOnLoopback.thatComesBackAt(url)) {
            engine.nowAnswers(work::answer);
            awaitEmptySpool(edge);
            for (int execution = 0; execution < EXECUTIONS; execution++) {
                assertThat(events(work, execution)).containsExactlyElementsOf(expected());
            }
            assertThat(work.taken())
                    .allSatisfy(taken -> assertThat(taken.authorization())
                            .isEqualTo("Bearer " + taken.path().split("/", -1)[4]));
            assertThat(work.batches()).isBetween(1, 6);
            assertThat(engine.asked().getLast().headers())
                    .containsEntry("X-PureBoot-Edge", "edge-in-test")
                    .containsEntry("X-PureBoot-Edge-Url", edge.url());
            assertThat(edge.edge().counters().value(Counted.SPOOL_FORWARDED)).isEqualTo(EXECUTIONS * OF_EACH);
        }
    }

    @Test
    void anEngineThatKnowsNoBatchesGetsSingleReports() {
        EngineThatTakesBatches work = new EngineThatTakesBatches(path -> 200);
        String url = EngineOnLoopback.awayUrl();
        try (EdgeOnLoopback edge = withBacklog(url);
                EngineOnLoopback engine = EngineOnLoopback.thatComesBackAt(url)) {
            engine.nowAnswers(asked ->
                    asked.url().endsWith("/batch") ? Reply.problem(404, "no-such-resource") : work.answer(asked));
            awaitEmptySpool(edge);
            for (int execution = 0; execution < EXECUTIONS; execution++) {
                assertThat(events(work, execution)).containsExactlyElementsOf(expected());
            }
        }
    }

    @Test
    void whatIsNotDecidedHoldsUpItsOwnExecutionOnly() {
        EngineThatTakesBatches work = new EngineThatTakesBatches(path -> path.contains("/e-3/") ? 503 : 200);
        String url = EngineOnLoopback.awayUrl();
        try (EdgeOnLoopback edge = withBacklog(url);
                EngineOnLoopback engine = EngineOnLoopback.thatComesBackAt(url)) {
            engine.nowAnswers(work::answer);
            await("all others")
                    .untilAsserted(() -> assertThat(edge.get("/metrics").body())
                            .contains("pureboot_edge_spool_reports " + OF_EACH + "\n"));
            assertThat(events(work, 3)).as("only its first is ever tried").containsOnly("0");
            work.nowDecides(path -> 200);
            awaitEmptySpool(edge);
            assertThat(work.taken().stream()
                            .filter(taken -> taken.path().contains("/e-3/") && taken.status() == 200)
                            .map(EngineThatTakesBatches.Taken::body)
                            .map(BatchForwardingTest::event))
                    .containsExactlyElementsOf(expected());
        }
    }

    @Test
    void whatIsRejectedLeavesAndTheNextOnesFollow() {
        EngineThatTakesBatches work = new EngineThatTakesBatches(path -> path.contains("/e-3/") ? 409 : 200);
        String url = EngineOnLoopback.awayUrl();
        try (EdgeOnLoopback edge = withBacklog(url);
                EngineOnLoopback engine = EngineOnLoopback.thatComesBackAt(url)) {
            engine.nowAnswers(work::answer);
            awaitEmptySpool(edge);
            assertThat(events(work, 3)).containsExactlyElementsOf(expected());
            assertThat(edge.edge().counters().value(Counted.SPOOL_REJECTED)).isEqualTo(OF_EACH);
        }
    }

    private EdgeOnLoopback withBacklog(String engine) {
        EdgeOnLoopback edge = EdgeOnLoopback.start(directory, List.of(engine));
        for (int i = 0; i < OF_EACH; i++) {
            for (int execution = 0; execution < EXECUTIONS; execution++) {
                String body = "{\"status\":\"progress\",\"event_id\":\"" + i + "\"}";
                int status = edge.post(
                                "/api/v1/callback/e-" + execution + "/step/s",
                                body,
                                "Authorization",
                                "Bearer e-" + execution,
                                "Content-Type",
                                "application/json")
                        .statusCode();
                assertThat(status).isEqualTo(202);
            }
        }
        return edge;
    }

    private static List<String> expected() {
        return IntStream.range(0, OF_EACH).mapToObj(Integer::toString).toList();
    }

    private static List<String> events(EngineThatTakesBatches work, int execution) {
        return work.taken().stream()
                .filter(taken -> taken.path().contains("/e-" + execution + "/"))
                .map(EngineThatTakesBatches.Taken::body)
                .map(BatchForwardingTest::event)
                .toList();
    }

    private static String event(String body) {
        return body.replaceAll(".*\"event_id\":\"([0-9]+)\".*", "$1");
    }

    private static void awaitEmptySpool(EdgeOnLoopback edge) {
        await("an empty spool")
                .untilAsserted(
                        () -> assertThat(edge.get("/metrics").body()).contains("pureboot_edge_spool_reports 0\n"));
    }
}
