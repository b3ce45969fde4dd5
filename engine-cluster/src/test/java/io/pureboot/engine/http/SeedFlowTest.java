package io.pureboot.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Document 000's flow over HTTP, with its URLs and its bodies: callbacks carry no attempt and no event id. */
class SeedFlowTest {
    private static final AtomicInteger MACHINES = new AtomicInteger();
    private static EngineForTests engine;

    @BeforeAll
    static void start() {
        engine = EngineForTests.start();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    /** An execution that has been started, and its token. */
    private record Started(String id, String token) {
        String callback(String step) {
            return "/api/v1/callback/" + id + "/step/" + step;
        }
    }

    private static Started start(String name, String steps) {
        Answer workflow = engine.post("/api/v1/workflows", """
                {"name": "%s", "os_family": "linux", "steps": [%s]}""".formatted(name, steps));
        assertThat(workflow.status()).as(workflow.body()).isEqualTo(201);
        Answer node = engine.post("/api/v1/nodes", """
                {"mac_address": "52:54:00:00:01:%02x", "hostname": "m%d"}""".formatted(MACHINES.incrementAndGet(), MACHINES.get()));
        assertThat(node.status()).as(node.body()).isEqualTo(201);
        Answer execution = engine.post(
                "/api/v1/nodes/" + node.text("id") + "/execute", "{\"workflow_id\": \"" + workflow.text("id") + "\"}");
        assertThat(execution.status()).as(execution.body()).isEqualTo(201);
        assertThat(execution.header("Location")).contains("/api/v1/executions/" + execution.text("id"));
        assertThat(execution.text("status")).isEqualTo("running");
        return new Started(execution.text("id"), execution.text("callback_token"));
    }

    private static Answer report(Started execution, String step, String status, int exitCode) {
        return engine.post(execution.callback(step), execution.token(), """
                {"status":"%s","message":"said so","exit_code":%d}""".formatted(status, exitCode));
    }

    private static JsonNode shown(Started execution) {
        return engine.get("/api/v1/executions/" + execution.id()).json();
    }

    private static JsonNode waitUntil(Started execution, String field, String value) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(shown(execution).path(field).asText())
                        .as(shown(execution).toPrettyString())
                        .isEqualTo(value));
        return shown(execution);
    }

    @Test
    void everyStepSucceedsAndTheExecutionCompletes() {
        Started execution = start("completes", """
                {"id":"boot","name":"Boot","type":"boot","next_state":"installing"},
                {"id":"install","name":"Install","type":"script","config":{"script":"echo ${node.hostname}"}},
                {"id":"restart","name":"Restart","type":"reboot","next_state":"installed"}""");
        Answer first = report(execution, "boot", "success", 0);
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(first.text("current_step_id")).isEqualTo("install");
        assertThat(report(execution, "boot", "success", 0)
                        .json()
                        .path("duplicate")
                        .asBoolean())
                .isTrue();
        Answer order = engine.get("/api/v1/callback/" + execution.id() + "/current", execution.token());
        assertThat(order.text("directive")).isEqualTo("run");
        assertThat(order.text("script")).startsWith("echo m");
        assertThat(engine.get("/api/v1/callback/" + execution.id() + "/current?format=sh", execution.token())
                        .body())
                .contains("PUREBOOT_DIRECTIVE='run'\n");
        Answer progress = engine.post(execution.callback("install"), execution.token(), """
                {"status":"progress","sub_task":"unpack","percent":40,"event_id":"e1"}""");
        assertThat(progress.status()).as(progress.body()).isEqualTo(200);
        assertThat(report(execution, "install", "success", 0).status()).isEqualTo(200);
        assertThat(report(execution, "restart", "success", 0).text("status")).isEqualTo("completed");
        JsonNode done = shown(execution);
        assertThat(done.path("status").asText()).isEqualTo("completed");
        assertThat(done.path("step_results")).hasSize(3);
        assertThat(done.at("/step_results/1/sub_tasks/0/message").asText()).isEqualTo("unpack");
        assertThat(done.at("/step_results/1/exit_code").asInt()).isZero();
        assertThat(engine.get("/api/v1/callback/" + execution.id() + "/current", execution.token())
                        .text("directive"))
                .isEqualTo("done");
        String node = done.path("node_id").asText();
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(engine.get("/api/v1/nodes/" + node).text("state"))
                                .isEqualTo("installed"));
        Awaitility.await()
                .untilAsserted(() -> assertThat(engine.get("/api/v1/nodes/" + node + "/executions")
                                .json()
                                .at("/items/0/status")
                                .asText())
                        .isEqualTo("completed"));
    }

    @Test
    void aFailedStepIsTriedAgain() {
        Started execution = start("retries", """
                {"id":"s","name":"S","type":"script","config":{"script":"true"},"on_failure":"retry","max_retries":2,"retry_delay_seconds":1}""");
        assertThat(report(execution, "s", "failed", 3).status()).isEqualTo(200);
        waitUntil(execution, "current_attempt", "2");
        assertThat(report(execution, "s", "success", 0).text("status")).isEqualTo("completed");
        JsonNode done = shown(execution);
        assertThat(done.at("/step_results/0/status").asText()).isEqualTo("failed");
        assertThat(done.at("/step_results/0/exit_code").asInt()).isEqualTo(3);
        assertThat(done.at("/step_results/1/status").asText()).isEqualTo("success");
        assertThat(done.at("/steps/0/attempts").asInt()).isEqualTo(2);
    }

    @Test
    void aFailedStepIsSkipped() {
        Started execution = start("skips", """
                {"id":"a","name":"A","type":"script","config":{"script":"true"},"on_failure":"skip"},
                {"id":"b","name":"B","type":"script","config":{"script":"true"}}""");
        assertThat(report(execution, "a", "failed", 1).text("current_step_id")).isEqualTo("b");
        assertThat(report(execution, "b", "success", 0).text("status")).isEqualTo("completed");
        assertThat(shown(execution).at("/steps/0/status").asText()).isEqualTo("skipped");
    }

    @Test
    void aFailedStepIsRolledBack() {
        Started execution = start("rolls-back", """
                {"id":"a","name":"A","type":"script","config":{"script":"true"},"on_failure":"rollback","rollback_step_id":"undo"},
                {"id":"b","name":"B","type":"script","config":{"script":"true"}},
                {"id":"undo","name":"Undo","type":"script","config":{"script":"true"}}""");
        Answer rolling = report(execution, "a", "failed", 1);
        assertThat(rolling.text("status")).isEqualTo("rolling_back");
        assertThat(rolling.text("current_step_id")).isEqualTo("undo");
        assertThat(report(execution, "undo", "success", 0).text("status")).isEqualTo("failed");
        assertThat(shown(execution).path("rolled_back").asBoolean()).isTrue();
    }

    @Test
    void aFailedExecutionIsRetried() {
        Started execution = start("fails", """
                {"id":"a","name":"A","type":"script","config":{"script":"true"}}""");
        assertThat(report(execution, "a", "failed", 1).text("status")).isEqualTo("failed");
        waitForRelease(execution);
        Answer again = engine.post("/api/v1/executions/" + execution.id() + "/retry", "{}");
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        assertThat(again.json().path("run").asInt()).isEqualTo(2);
        assertThat(report(execution, "a", "success", 0).text("status")).isEqualTo("completed");
        assertThat(shown(execution).path("step_results")).hasSize(2);
    }

    private static void waitForRelease(Started execution) {
        String node = shown(execution).path("node_id").asText();
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                engine.get("/api/v1/nodes/" + node).json().has("active_execution_id"))
                        .isFalse());
    }

    @Test
    void aCancelReachesTheAgentAndEndsTheExecution() {
        Started execution = start("cancelled", """
                {"id":"a","name":"A","type":"script","config":{"script":"true"}}""");
        Answer cancel = engine.post("/api/v1/executions/" + execution.id() + "/cancel", "{\"reason\":\"enough\"}");
        assertThat(cancel.status()).as(cancel.body()).isEqualTo(200);
        assertThat(cancel.text("status")).isEqualTo("cancelling");
        assertThat(engine.post("/api/v1/callback/" + execution.id() + "/heartbeat", execution.token(), "{}")
                        .text("directive"))
                .isEqualTo("cancel");
        assertThat(report(execution, "a", "failed", 143).text("status")).isEqualTo("cancelled");
        Answer late = engine.post("/api/v1/executions/" + execution.id() + "/cancel", "{}");
        assertThat(late.status()).isIn(200, 409);
    }

    @Test
    void theSameKeyGivesTheSameExecution() {
        Answer workflow = engine.post("/api/v1/workflows", """
                {"name": "idempotent", "os_family": "linux", "steps": [{"id":"a","name":"A","type":"boot"}]}""");
        Answer node = engine.post("/api/v1/nodes", "{\"mac_address\": \"52:54:00:00:02:01\"}");
        String path = "/api/v1/nodes/" + node.text("id") + "/execute";
        String body = "{\"workflow_id\": \"" + workflow.text("id") + "\"}";
        Answer first = engine.post(path, EngineForTests.ADMIN, body, "Idempotency-Key", "k1");
        Answer second = engine.post(path, EngineForTests.ADMIN, body, "Idempotency-Key", "k1");
        assertThat(first.status()).as(first.body()).isEqualTo(201);
        assertThat(second.status()).as(second.body()).isEqualTo(200);
        assertThat(second.text("id")).isEqualTo(first.text("id"));
        Answer other = engine.post(path, body);
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.text("code")).isEqualTo("node-busy");
        assertThat(other.text("detail")).contains(first.text("id"));
    }
}
