package io.pureboot.engine.http;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static io.pureboot.engine.http.EngineForTests.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.protocol.CallbackBatch;
import io.pureboot.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Many callbacks in one request: each is what it would be alone (promises P-1, P-3, P-4, P-28). */
class CallbackBatchTest {
    private static final AtomicInteger MACHINES = new AtomicInteger();
    private static EngineForTests engine;
    private static String workflow;

    @BeforeAll
    static void start() {
        engine = EngineForTests.start();
        workflow = engine.post("/api/v1/workflows", """
                {"name": "two", "os_family": "linux", "steps": [
                 {"id":"a","name":"A","type":"script","config":{"script":"true"}},
                 {"id":"b","name":"B","type":"script","config":{"script":"true"}}]}""").text("id");
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    /** An execution and the token of its callbacks. */
    private record Running(String id, String token) {
        CallbackBatch.Item says(String step, String status, String event) {
            return item(
                    "/step/" + step,
                    "{\"status\":\"" + status + "\",\"message\":\"" + event + "\",\"event_id\":\"" + event + "\"}");
        }

        CallbackBatch.Item item(String rest, String body) {
            return new CallbackBatch.Item(
                    "/api/v1/callback/" + id + rest,
                    Optional.of("Bearer " + token),
                    Optional.of("application/json"),
                    Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)));
        }

        JsonNode shown() {
            return engine.get("/api/v1/executions/" + id).json();
        }
    }

    private static Running running() {
        String node = engine.post(
                        "/api/v1/nodes",
                        "{\"mac_address\": \"52:54:00:00:66:%02x\"}".formatted(MACHINES.incrementAndGet()))
                .text("id");
        Answer started = engine.post("/api/v1/nodes/" + node + "/execute", "{\"workflow_id\":\"" + workflow + "\"}");
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        return new Running(started.text("id"), started.text("callback_token"));
    }

    private static Answer send(String token, List<CallbackBatch.Item> items) {
        try {
            return engine.post(
                    "/api/v1/callbacks/batch",
                    token,
                    Json.mapper().writeValueAsString(new CallbackBatch(items)),
                    "X-PureBoot-Edge",
                    "e-1");
        } catch (JsonProcessingException unwritten) {
            throw new IllegalStateException(unwritten);
        }
    }

    private static List<Integer> statuses(CallbackBatch.Item... items) {
        Answer answer = send(EDGE, List.of(items));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        List<Integer> statuses = new ArrayList<>();
        answer.json()
                .path("results")
                .forEach(result -> statuses.add(result.path("status").asInt()));
        return statuses;
    }

    @Test
    void executionsGoOnInTheOrderOfTheirReports() {
        Running one = running();
        Running other = running();
        assertThat(statuses(
                        one.says("a", "progress", "1"),
                        one.says("a", "success", "2"),
                        other.says("a", "success", "3"),
                        one.says("b", "success", "4")))
                .containsExactly(200, 200, 200, 200);
        assertThat(one.shown().path("status").asText()).isEqualTo("completed");
        assertThat(other.shown().path("current_step_id").asText()).isEqualTo("b");
        assertThat(one.shown().toString()).contains("\"message\":\"1\"");
    }

    @Test
    void aRepeatedBatchChangesNothing() {
        Running one = running();
        CallbackBatch.Item[] batch = {one.says("a", "success", "1"), one.says("b", "failed", "2")};
        assertThat(statuses(batch)).containsExactly(200, 200);
        JsonNode before = one.shown();
        assertThat(statuses(batch)).containsExactly(200, 200);
        assertThat(one.shown()).isEqualTo(before);
    }

    @Test
    void eachIsRefusedAsItWouldBeAlone() {
        Running one = running();
        Running other = running();
        CallbackBatch.Item stolen = new CallbackBatch.Item(
                one.says("a", "success", "1").path(),
                Optional.of("Bearer " + other.token()),
                Optional.of("application/json"),
                one.says("a", "success", "1").body());
        CallbackBatch.Item tokenless =
                new CallbackBatch.Item(stolen.path(), Optional.empty(), stolen.contentType(), stolen.body());
        CallbackBatch.Item elsewhere = new CallbackBatch.Item(
                "/api/v1/nodes", Optional.of("Bearer " + ADMIN), stolen.contentType(), stolen.body());
        CallbackBatch.Item upwards = new CallbackBatch.Item(
                "/api/v1/callback/../nodes", Optional.of("Bearer " + ADMIN), stolen.contentType(), stolen.body());
        assertThat(statuses(
                        stolen,
                        tokenless,
                        elsewhere,
                        upwards,
                        other.says("b", "success", "not yet"),
                        other.item("/step/a", "{\"status\":"),
                        other.item("/step/a", "x".repeat(300_000)),
                        other.says("a", "success", "in the end")))
                .containsExactly(403, 401, 400, 404, 409, 400, 413, 200);
        assertThat(one.shown().path("current_step_id").asText()).isEqualTo("a");
        assertThat(one.shown().path("refused_reports").toString() + one.shown().path("refused"))
                .doesNotContain("success");
        assertThat(other.shown().path("current_step_id").asText()).isEqualTo("b");
        Answer answer = send(EDGE, List.of(stolen));
        assertThat(answer.json().path("results").get(0).path("problem").asText())
                .contains("wrong-token");
    }

    @Test
    void logsArriveInTheirOrder() {
        Running one = running();
        assertThat(statuses(
                        new CallbackBatch.Item(
                                "/api/v1/callback/" + one.id() + "/step/a/logs?attempt=1&offset=0",
                                Optional.of("Bearer " + one.token()),
                                Optional.of("text/plain"),
                                Base64.getEncoder().encodeToString("first\n".getBytes(StandardCharsets.UTF_8))),
                        new CallbackBatch.Item(
                                "/api/v1/callback/" + one.id() + "/step/a/logs?attempt=1&offset=6",
                                Optional.of("Bearer " + one.token()),
                                Optional.of("text/plain"),
                                Base64.getEncoder().encodeToString("second\n".getBytes(StandardCharsets.UTF_8)))))
                .allMatch(status -> status < 300);
        assertThat(engine.get("/api/v1/executions/" + one.id() + "/steps/a/logs")
                        .body())
                .contains("first\nsecond\n");
    }

    @Test
    void onlyEdgesSendBatchesAndNoneTooLarge() {
        Running one = running();
        List<CallbackBatch.Item> items = List.of(one.says("a", "success", "1"));
        assertThat(send("", items).status()).isEqualTo(401);
        assertThat(send(one.token(), items).status()).isEqualTo(401);
        assertThat(send(EDGE, Collections.nCopies(CallbackBatch.MOST_ITEMS + 1, items.getFirst()))
                        .text("code"))
                .isEqualTo("invalid-body");
        assertThat(engine.post("/api/v1/callbacks/batch", EDGE, "{\"items\":7}").text("code"))
                .isEqualTo("invalid-body");
        assertThat(statuses()).isEmpty();
        assertThat(one.shown().path("current_step_id").asText()).isEqualTo("a");
    }
}
