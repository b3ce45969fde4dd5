package io.pureboot.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.edge.fakes.EdgeOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback.Asked;
import io.pureboot.edge.fakes.EngineOnLoopback.Reply;
import io.pureboot.protocol.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an edge says of itself, as an engine hears it. */
class RegistrationTest {
    @TempDir
    Path directory;

    @Test
    void itSaysHowItIsAsOftenAsTheEngineWants() {
        try (EngineOnLoopback engine = EngineOnLoopback.thatAcknowledges();
                EdgeOnLoopback edge =
                        EdgeOnLoopback.start(directory, List.of(engine.url()), Map.of("site", "Basel, rack 4"))) {
            await("the third heartbeat").until(() -> engine.heartbeats().size() >= 3);
            List<Asked> beats = engine.heartbeats();
            assertThat(beats.getFirst().url()).isEqualTo("/api/v1/edges/edge-in-test/heartbeat");
            assertThat(beats.getFirst().headers()).containsEntry("Authorization", "Bearer edge-token");
            JsonNode first = said(beats.getFirst());
            assertThat(first.path("url").asText()).isEqualTo(edge.url());
            assertThat(first.path("site").asText()).isEqualTo("Basel, rack 4");
            assertThat(first.path("version").asText()).isNotBlank();
            assertThat(first.path("spool").path("reports").asLong()).isZero();
            assertThat(first.path("spool").has("oldest_seconds")).isFalse();
            assertThat(first.path("cache").path("max_bytes").asLong()).isPositive();
            assertThat(first.path("counters")
                            .path("pureboot_edge_callbacks_total{outcome=\"passed\"}")
                            .isNumber())
                    .isTrue();
            assertThat(said(beats.get(2)).path("instance")).isEqualTo(first.path("instance"));
        }
    }

    @Test
    void itTellsWhatWaitsWhenAnEngineIsBack() {
        String url = EngineOnLoopback.awayUrl();
        try (EdgeOnLoopback edge =
                EdgeOnLoopback.start(directory, List.of(url), Map.of("relay.forward-longest-pause", "10 s"))) {
            for (int i = 0; i < 3; i++) {
                edge.post("/api/v1/callback/e-1/step/s", "{\"status\":\"progress\",\"event_id\":\"" + i + "\"}");
            }
            try (EngineOnLoopback engine = EngineOnLoopback.thatComesBackAt(url)) {
                engine.nowAnswers(asked -> asked.url().contains("/callback")
                        ? Reply.problem(503, "database-unavailable")
                        : EngineOnLoopback.acknowledgement());
                await("a heartbeat").until(() -> !engine.heartbeats().isEmpty());
                JsonNode spool = said(engine.heartbeats().getFirst()).path("spool");
                assertThat(spool.path("reports").asLong()).isEqualTo(3);
                assertThat(spool.path("bytes").asLong()).isGreaterThan(300);
                assertThat(spool.path("oldest_seconds").isNumber()).isTrue();
            }
        }
    }

    private static JsonNode said(Asked asked) {
        try {
            return Json.mapper().readTree(asked.body());
        } catch (JsonProcessingException unread) {
            throw new AssertionError(asked.body(), unread);
        }
    }
}
