package io.pureboot.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An operator's hand over HTTP: pause, resume, skip (P-11, P-13), what an execution waits for, its audit and its errors. */
class ControlFlowTest {
    private static final AtomicInteger MACHINES = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static EngineForTests engine;

    @BeforeAll
    static void start() {
        engine = EngineForTests.start();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private record Started(String id, String node, String token) {
        Answer control(String what, String body) {
            return engine.post("/api/v1/executions/" + id + "/" + what, body);
        }

        Answer report(String step, String body) {
            return engine.post("/api/v1/callback/" + id + "/step/" + step, token, body);
        }

        JsonNode get(String below) {
            Answer answer = engine.get("/api/v1/executions/" + id + below);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            return answer.json();
        }

        String directive() {
            return engine.get("/api/v1/callback/" + id + "/current", token).text("directive");
        }
    }

    private static Started start(String name, String steps) {
        Answer workflow = engine.post("/api/v1/workflows", """
                {"name": "%s", "os_family": "linux", "timeout_seconds": 5000, "steps": [%s]}""".formatted(name, steps));
        assertThat(workflow.status()).as(workflow.body()).isEqualTo(201);
        Answer node = engine.post("/api/v1/nodes", """
                {"mac_address": "52:54:00:00:0c:%02x"}""".formatted(MACHINES.incrementAndGet()));
        assertThat(node.status()).as(node.body()).isEqualTo(201);
        Answer execution = engine.post(
                "/api/v1/nodes/" + node.text("id") + "/execute",
                "{\"workflow_id\": \"" + workflow.text("id") + "\", \"parameters\": {\"pin\": \"0000-secret\"}}");
        assertThat(execution.status()).as(execution.body()).isEqualTo(201);
        return new Started(execution.text("id"), node.text("id"), execution.text("callback_token"));
    }

    private static List<String> names(JsonNode items) {
        List<String> names = new ArrayList<>();
        items.forEach(item -> names.add(item.path("name").asText()));
        return names;
    }

    @Test
    void aPauseLetsTheScriptFinishAndTheAgentWaitUntilItIsResumed() {
        Started execution = start("pauses", """
                {"id":"a","name":"A","type":"script","config":{"script":"true"}},
                {"id":"b","name":"B","type":"script","config":{"script":"true"}}""");
        Answer paused = execution.control("pause", "{\"reason\":\"new switch\"}");
        assertThat(paused.status()).as(paused.body()).isEqualTo(200);
        assertThat(paused.text("status")).isEqualTo("paused");
        assertThat(paused.json().path("deadline").isMissingNode())
                .as("a stopped clock has no deadline")
                .isTrue();
        assertThat(paused.json().at("/pause/by").asText()).isNotBlank();
        assertThat(paused.json().at("/pause/reason").asText()).isEqualTo("new switch");
        assertThat(paused.json().at("/pause/cause").asText()).isEqualTo("operator");
        assertThat(execution.control("pause", "").text("status")).as("repeated").isEqualTo("paused");
        assertThat(engine.post("/api/v1/callback/" + execution.id() + "/heartbeat", execution.token(), """
                        {"step_id":"a","attempt":1}""")
                        .text("directive"))
                .as("the agent finishes its script and waits then")
                .isEqualTo("pause");
        assertThat(execution.directive()).as("what runs is still served").isEqualTo("run");
        assertThat(execution.report("a", "{\"status\":\"success\"}").text("status"))
                .isEqualTo("paused");
        assertThat(execution.directive()).isEqualTo("wait");
        assertThat(execution.get("").at("/waiting_for/what").asText()).isEqualTo("resume");
        Answer boot = engine.post("/api/v1/boot", EngineForTests.EDGE, """
                {"mac":"52:54:00:00:0c:%02x","edge_id":"e","edge_url":"http://127.0.0.1:8081"}""".formatted(MACHINES.get()));
        assertThat(boot.text("action")).as(boot.body()).isEqualTo("wait");
        Answer resumed = execution.control("resume", "{\"reason\":\"switch is there\"}");
        assertThat(resumed.text("status")).as(resumed.body()).isEqualTo("running");
        assertThat(resumed.text("current_step_id")).isEqualTo("b");
        assertThat(execution.control("resume", "").status()).as("repeated").isEqualTo(200);
        assertThat(execution.directive()).isEqualTo("run");
        assertThat(execution.report("b", "{\"status\":\"success\"}").text("status"))
                .isEqualTo("completed");
        for (String late : List.of("pause", "resume")) {
            Answer refused = execution.control(late, "{}");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.text("code")).isEqualTo("execution-ended");
        }
    }

    @Test
    void aWaitingStepIsSkippedOnceHoweverOftenItIsAsked() {
        Started execution = start("skips a wait", """
                {"id":"rest","name":"Rest","type":"wait","config":{"duration_seconds":3000}},
                {"id":"b","name":"B","type":"script","config":{"script":"true"}}""");
        assertThat(execution.control("skip", "{}").text("code"))
                .as("a skip says why")
                .isEqualTo("invalid-body");
        Answer skipped = execution.control("skip", "{\"step_id\":\"rest\",\"reason\":\"no need\"}");
        assertThat(skipped.status()).as(skipped.body()).isEqualTo(200);
        assertThat(skipped.json().at("/steps/0/status").asText()).isEqualTo("skipped");
        assertThat(skipped.text("current_step_id")).isEqualTo("b");
        Answer again = execution.control("skip", "{\"step_id\":\"rest\",\"reason\":\"no need\"}");
        assertThat(again.status()).as(again.body()).isEqualTo(200);
        Answer running = execution.control("skip", "{\"step_id\":\"b\",\"reason\":\"no need\"}");
        assertThat(running.status()).isEqualTo(409);
        assertThat(running.text("code")).isEqualTo("step-running");
        assertThat(execution
                        .control("skip", "{\"step_id\":\"x\",\"reason\":\"r\"}")
                        .text("code"))
                .isEqualTo("step-unknown");
    }

    @Test
    void theFailedStepIsSkippedByANewRunUnderANewLockOfTheNode() {
        Started execution = start("skips a failure", """
                {"id":"a","name":"A","type":"script","config":{"script":"true"}},
                {"id":"b","name":"B","type":"script","config":{"script":"true"}}""");
        execution.report("a", "{\"status\":\"failed\",\"exit_code\":127}");
        assertThat(execution.get("").path("status").asText()).isEqualTo("failed");
        Answer elsewhere = execution.control("skip", "{\"step_id\":\"b\",\"reason\":\"r\"}");
        assertThat(elsewhere.text("code")).isEqualTo("step-not-current");
        Answer skipped = execution.control("skip", "{\"step_id\":\"a\",\"reason\":\"done by hand\"}");
        assertThat(skipped.status()).as(skipped.body()).isEqualTo(200);
        assertThat(skipped.json().path("run").asInt()).isEqualTo(2);
        assertThat(skipped.text("current_step_id")).isEqualTo("b");
        assertThat(engine.get("/api/v1/nodes/" + execution.node()).text("active_execution_id"))
                .isEqualTo(execution.id());
        assertThat(execution
                        .control("skip", "{\"step_id\":\"a\",\"reason\":\"done by hand\"}")
                        .json()
                        .path("run")
                        .asInt())
                .as("repeated")
                .isEqualTo(2);
        assertThat(execution.report("b", "{\"status\":\"success\"}").text("status"))
                .isEqualTo("completed");
        Awaitility.await("the node's release")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(engine.get("/api/v1/nodes/" + execution.node())
                                .json()
                                .has("active_execution_id"))
                        .isFalse());
        assertThat(names(execution.get("/events").path("items")))
                .containsSubsequence("execution-ended", "execution-retried", "step-skipped", "attempt-started");
        JsonNode by = execution.get("/events").at("/items");
        for (JsonNode item : by) {
            if (item.path("name").asText().equals("step-skipped")) {
                assertThat(item.path("by").asText()).isNotBlank();
                assertThat(item.path("reason").asText()).isEqualTo("done by hand");
            }
        }
    }

    @Test
    void theAuditTellsWhoDidWhatInPagesAndNothingThatIsSecret() {
        Started execution = start("audited", """
                {"id":"a","name":"A","type":"script","config":{"script":"echo 0000-graph"}}""");
        execution.control("pause", "{\"reason\":\"new switch\"}");
        execution.control("resume", "{\"reason\":\"switch is there\"}");
        execution.report("a", "{\"status\":\"failed\",\"exit_code\":3,\"message\":\"no disk\",\"logs\":\"0000-logs\"}");
        JsonNode all = execution.get("/events");
        assertThat(names(all.path("items")))
                .startsWith(
                        "execution-created",
                        "attempt-started",
                        "execution-paused",
                        "execution-resumed",
                        "attempt-ended",
                        "execution-ended");
        assertThat(all.at("/items/0/workflow_name").asText()).isEqualTo("audited");
        assertThat(all.at("/items/2/reason").asText()).isEqualTo("new switch");
        assertThat(all.at("/items/2/by").asText()).isNotBlank();
        assertThat(all.at("/items/3/by").asText())
                .isEqualTo(all.at("/items/2/by").asText());
        assertThat(all.at("/items/4/message").asText()).isEqualTo("no disk");
        assertThat(all.toString()).doesNotContain("0000-graph", "0000-secret", "0000-logs", execution.token());
        List<String> paged = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < 3; page++) {
            JsonNode part = execution.get("/events?limit=2" + cursor);
            assertThat(part.path("items")).hasSize(2);
            paged.addAll(names(part.path("items")));
            cursor = "&cursor=" + part.path("next_cursor").asText();
        }
        assertThat(paged).isEqualTo(names(all.path("items")).subList(0, 6));
        assertThat(engine.get("/api/v1/executions/" + execution.id() + "/events?cursor=nonsense")
                        .text("code"))
                .isEqualTo("cursor-invalid");
        assertThat(engine.get("/api/v1/executions/nobody/events").text("code")).isEqualTo("execution-unknown");
    }

    @Test
    void whyTellsWhatIsWaitedForAndWhatWouldBeAccepted() {
        Started execution = start("asked why", """
                {"id":"a","name":"A","type":"script","config":{"script":"true"},"timeout_seconds":600,
                 "heartbeat_timeout_seconds":120,"on_failure":"retry","max_retries":2,"retry_delay_seconds":900},
                {"id":"b","name":"B","type":"script","config":{"script":"true"}}""");
        JsonNode running = execution.get("/why");
        assertThat(running.path("waits_for").asText())
                .isEqualTo("The report on attempt 1 of step 'A', which runs on the machine, is awaited.");
        assertThat(running.at("/next_deadline/cause").asText()).isEqualTo("attempt_timeout");
        assertThat(running.at("/next_deadline/step").asText()).isEqualTo("a");
        assertThat(running.at("/deadlines/1/cause").asText()).isEqualTo("execution_timeout");
        assertThat(running.at("/heartbeat_timeouts/0/seconds").asInt()).isEqualTo(120);
        JsonNode callback = running.at("/accepted_callbacks/0");
        assertThat(callback.path("statuses")).hasSize(3);
        execution.report("b", "{\"status\":\"success\"}");
        Answer accepted = engine.post(
                callback.path("path").asText(), execution.token(), "{\"status\":\"failed\",\"exit_code\":1}");
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(200);
        JsonNode waiting = execution.get("/why");
        assertThat(waiting.path("waits_for").asText()).contains("waits for its next attempt");
        assertThat(waiting.at("/last_refusals/0/step").asText()).isEqualTo("b");
        assertThat(waiting.path("accepted_callbacks")).isEmpty();
        execution.control("pause", "{\"reason\":\"new switch\"}");
        JsonNode paused = execution.get("/why");
        assertThat(paused.path("waits_for").asText()).contains("is paused by", "new switch", "to be resumed");
        assertThat(paused.path("deadlines")).isEmpty();
        assertThat(paused.at("/pause/reason").asText()).isEqualTo("new switch");
        assertThat(engine.get("/api/v1/executions/nobody/why").text("code")).isEqualTo("execution-unknown");
    }

    @Test
    void everyFailedAttemptCarriesItsErrorAndAllOfThemAreListedTogether() {
        Started execution = start("errors", """
                {"id":"a","name":"A","type":"script","config":{"script":"true"},"on_failure":"skip"},
                {"id":"b","name":"B","type":"script","config":{"script":"true"},"on_failure":"fail"}""");
        execution.report("a", """
                {"status":"failed","exit_code":1,"message":"the script ended with 1","logs":"one\\ntar: No space left on device\\n"}""");
        execution.report("b", "{\"status\":\"progress\",\"sub_task\":\"looking for a disk\"}");
        execution.report("b", "{\"status\":\"failed\",\"message\":\"gave up\"}");
        JsonNode shown = execution.get("");
        JsonNode error = shown.at("/step_results/0/error");
        assertThat(error.path("class").asText()).isEqualTo("script_failed");
        assertThat(error.path("message").asText()).isEqualTo("the script ended with 1");
        assertThat(error.path("exit_code").asInt()).isEqualTo(1);
        assertThat(error.at("/last_lines/1").asText()).isEqualTo("tar: No space left on device");
        assertThat(error.path("remedy").asText()).startsWith("The file system is full");
        assertThat(shown.path("errors")).hasSize(2);
        assertThat(shown.at("/errors/0/step_id").asText()).isEqualTo("a");
        assertThat(shown.at("/errors/0/class").asText()).isEqualTo("script_failed");
        assertThat(shown.at("/errors/1/class").asText()).isEqualTo("reported_failed");
        assertThat(shown.at("/errors/1/sub_task").asText()).isEqualTo("looking for a disk");
        assertThat(shown.at("/errors/1/remedy").asText()).isNotBlank();
    }
}
