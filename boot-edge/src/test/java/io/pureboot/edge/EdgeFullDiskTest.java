package io.pureboot.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.edge.fakes.EdgeOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback.Reply;
import io.pureboot.edge.fakes.SmallDisk;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole edge whose disk is really full. */
class EdgeFullDiskTest {
    @TempDir
    Path directory;

    @Test
    void agentsAreToldSoAndNothingThatWasTakenIsLost() throws IOException {
        String url = EngineOnLoopback.awayUrl();
        List<String> taken = new ArrayList<>();
        // As much as the kernel gives is used: the usual reserve is larger than this whole disk.
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("disk"), 4);
                EdgeOnLoopback edge =
                        EdgeOnLoopback.start(disk.path(), List.of(url), Map.of("relay.spool-min-free", "0"))) {
            report(edge, "before", taken);
            disk.fill();
            HttpResponse<String> refused = reportUntilRefused(edge, taken);
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(507);
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(code(refused)).isEqualTo("spool-full");

            disk.clear();
            report(edge, "after", taken);
            try (EngineOnLoopback engine = EngineOnLoopback.thatComesBackAt(url)) {
                // One that knows no batches, so that each report is seen by itself.
                engine.nowAnswers(asked -> asked.url().endsWith("/batch")
                        ? Reply.problem(404, "no-such-url")
                        : EngineOnLoopback.acknowledgement());
                await("all that was taken")
                        .atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(delivered(engine)).isEqualTo(taken));
                assertThat(post(edge, "at last").statusCode()).isEqualTo(200);
            }
        }
    }

    private static void report(EdgeOnLoopback edge, String eventId, List<String> taken) {
        HttpResponse<String> answer = post(edge, eventId);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        taken.add(eventId);
    }

    /** The file may still have some room within itself. */
    private static HttpResponse<String> reportUntilRefused(EdgeOnLoopback edge, List<String> taken) {
        for (int i = 0; i < 500; i++) {
            HttpResponse<String> answer = post(edge, "more " + i);
            if (answer.statusCode() != 202) {
                return answer;
            }
            taken.add("more " + i);
        }
        throw new AssertionError("a disk of 4 MB takes 10 MB");
    }

    private static HttpResponse<String> post(EdgeOnLoopback edge, String eventId) {
        return edge.post(
                "/api/v1/callback/e-1/step/s",
                "{\"status\":\"progress\",\"event_id\":\"" + eventId + "\",\"message\":\"" + "x".repeat(20_000) + "\"}",
                "Content-Type",
                "application/json");
    }

    private static List<String> delivered(EngineOnLoopback engine) {
        return engine.asked().stream()
                .filter(asked -> asked.url().contains("/step/"))
                .map(asked -> text(asked.body(), "event_id"))
                .toList();
    }

    private static String code(HttpResponse<String> answer) {
        return text(answer.body(), "code");
    }

    private static String text(String json, String field) {
        try {
            return Json.mapper().readTree(json).path(field).asText();
        } catch (JsonProcessingException unread) {
            throw new AssertionError(json, unread);
        }
    }
}
