package io.pureboot.engine.http;

import static io.pureboot.engine.http.EngineForTests.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.access.CallbackTokens;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.protocol.ExecutionId;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What machines do unexpectedly, over HTTP (promise P-16), and their tokens, which each boot renews (P-3). */
class MachineSurprisesTest {
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

    /** A machine with an execution, and the token that came with its start. */
    private record Machine(String mac, String id, String token) {
        String callback(String rest) {
            return "/api/v1/callback/" + id + "/" + rest;
        }

        Answer boots(String more) {
            return engine.post("/api/v1/boot", EDGE, """
                    {"mac":"%s","edge_id":"e1","edge_url":"http://10.0.0.1:8081"%s}""".formatted(mac, more));
        }

        Answer boots() {
            return boots("");
        }

        Answer reports(String token, String step, String status, String bootId) {
            return engine.post(callback("step/" + step), token, """
                    {"status":"%s","boot_id":"%s"}""".formatted(status, bootId));
        }

        Answer says(String token, String step, String fields) {
            return engine.post(callback("step/" + step), token, "{" + fields + "}");
        }

        Answer asks(String token, String bootId) {
            return engine.get(callback("current?boot_id=" + bootId), token);
        }

        Answer beats(String token, String bootId) {
            return engine.post(callback("heartbeat"), token, "{\"boot_id\":\"" + bootId + "\"}");
        }

        JsonNode shown() {
            return engine.get("/api/v1/executions/" + id).json();
        }
    }

    private static Machine machine(String workflow, String steps) {
        int number = MACHINES.incrementAndGet();
        Answer made = engine.post("/api/v1/workflows", """
                {"name":"surprise %d","os_family":"linux",%s"steps":[%s]}""".formatted(number, workflow, steps));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String mac = "52:54:00:00:07:%02x".formatted(number);
        Answer node =
                engine.post("/api/v1/nodes", "{\"mac_address\":\"" + mac + "\",\"hostname\":\"h" + number + "\"}");
        Answer started = engine.post(
                "/api/v1/nodes/" + node.text("id") + "/execute", "{\"workflow_id\":\"" + made.text("id") + "\"}");
        assertThat(started.status()).as(started.body()).isEqualTo(201);
        return new Machine(mac, started.text("id"), started.text("callback_token"));
    }

    private static String script(String id, String more) {
        return """
                {"id":"%s","name":"%s","type":"script","config":{"script":"true"}%s}""".formatted(id, id, more);
    }

    @Test
    void aRebootInTheMiddleOfAScriptIsShownAndTheStepServedAgain() {
        Machine machine = machine("", script("a", "") + "," + script("b", ""));
        assertThat(machine.reports(machine.token(), "a", "success", "b-1").status())
                .isEqualTo(200);
        assertThat(machine.shown().path("unexpected_reboots")).isEmpty();
        Answer order = machine.asks(machine.token(), "b-2");
        assertThat(order.text("directive")).as(order.body()).isEqualTo("run");
        assertThat(order.text("step_id")).isEqualTo("b");
        assertThat(order.json().path("attempt").asInt()).isEqualTo(1);
        JsonNode shown = machine.shown();
        assertThat(shown.at("/unexpected_reboots/0/from").asText()).isEqualTo("b-1");
        assertThat(shown.at("/unexpected_reboots/0/to").asText()).isEqualTo("b-2");
        assertThat(shown.at("/unexpected_reboots/0/step").asText()).isEqualTo("b");
        assertThat(shown.at("/unexpected_reboots/0/policy").asText()).isEqualTo("resume");
        assertThat(shown.path("boots_of_step")).hasSize(1);
        assertThat(shown.path("boot_id").asText()).isEqualTo("b-2");
        assertThat(shown.path("warnings").toString()).contains("rebooted unexpectedly in attempt 1 of step 'b'");
        assertThat(machine.reports(machine.token(), "b", "success", "b-2").text("status"))
                .isEqualTo("completed");
    }

    @Test
    void aHeartbeatOfAnotherBootFailsTheAttemptWhereTheStepSaysSo() {
        Machine machine = machine("", script("a", ",\"on_unexpected_reboot\":\"fail\""));
        assertThat(machine.beats(machine.token(), "b-1").text("directive")).isEqualTo("continue");
        assertThat(machine.beats(machine.token(), "b-1").text("directive")).isEqualTo("continue");
        assertThat(machine.beats(machine.token(), "b-2").text("directive")).isEqualTo("stop");
        JsonNode shown = machine.shown();
        assertThat(shown.path("status").asText()).as(shown.toPrettyString()).isEqualTo("failed");
        assertThat(shown.at("/step_results/0/message").asText()).isEqualTo("the machine has rebooted unexpectedly");
    }

    @Test
    void aBootRequestInTheMiddleOfAScriptTriesAgainWhereTheStepSaysSo() {
        Machine machine = machine(
                "", script("a", "") + "," + script("b", ",\"on_unexpected_reboot\":\"retry\",\"max_retries\":2"));
        machine.reports(machine.token(), "a", "success", "b-1");
        Answer boot = machine.boots();
        assertThat(boot.text("action")).as(boot.body()).isEqualTo("kernel");
        JsonNode shown = machine.shown();
        assertThat(shown.at("/waiting_for/what").asText())
                .as(shown.toPrettyString())
                .isEqualTo("retry");
        assertThat(shown.path("unexpected_reboots")).hasSize(1);
        assertThat(machine.asks(boot.text("token"), "b-2").text("directive")).isEqualTo("wait");
        assertThat(machine.shown().path("unexpected_reboots"))
                .as("the same boot")
                .hasSize(1);
    }

    @Test
    void aMachineThatBootsAgainAndAgainIsHeldAndWaits() {
        Machine machine = machine("\"boot_loop\":{\"boots\":2,\"minutes\":60},", script("a", ""));
        assertThat(machine.boots().text("action")).isEqualTo("kernel");
        assertThat(machine.boots(",\"again\":true").text("action")).isEqualTo("kernel");
        assertThat(machine.boots(",\"request_id\":\"r-1\"").text("action")).isEqualTo("kernel");
        assertThat(machine.boots(",\"request_id\":\"r-1\"").text("action"))
                .as("the edge has asked another engine")
                .isEqualTo("kernel");
        assertThat(machine.shown().path("boots_of_step"))
                .as("asking again is no boot")
                .hasSize(2);
        Answer held = machine.boots();
        assertThat(held.text("action")).as(held.body()).isEqualTo("wait");
        assertThat(held.text("reason")).startsWith("held: 3 boots of step 'a' since ");
        assertThat(held.json().has("token")).isFalse();
        assertThat(held.json().path("retry_seconds").asInt()).isPositive();
        JsonNode shown = machine.shown();
        assertThat(shown.at("/boot_loop/boots").asInt()).isEqualTo(3);
        assertThat(shown.path("warnings").toString()).contains("the step is held");
        Answer next = machine.boots();
        assertThat(next.text("action")).isEqualTo("wait");
        String token = tokens().of(new ExecutionId(machine.id()), 3);
        assertThat(machine.asks(token, "b-9").text("directive")).isEqualTo("wait");
        engine.post("/api/v1/executions/" + machine.id() + "/cancel", "{\"force\":true}");
        assertThat(machine.shown().has("boot_loop")).isFalse();
    }

    private static CallbackTokens tokens() {
        return new CallbackTokens("the same key on all engines".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void eachBootRenewsTheTokenAndOnlyTheOneBeforeStaysGoodForEverything() {
        Machine machine = machine("", script("a", "") + "," + script("b", "") + "," + script("c", ""));
        String first = machine.boots().text("token");
        assertThat(first).isNotEqualTo(machine.token());
        assertThat(machine.beats(machine.token(), "b-0").status())
                .as("the one before")
                .isEqualTo(200);
        String second = machine.boots().text("token");
        assertThat(machine.boots(",\"again\":true").text("token")).isEqualTo(second);
        onlyReportsMayBeTaken(machine, machine.token());
        everyCallbackRefuses(machine, tokens().of(new ExecutionId(machine.id()), 3));
        everyCallbackRefuses(machine, second.substring(0, second.length() - 1));
        everyCallbackRefuses(machine, "1." + second.substring(2));
        assertThat(machine.shown().path("step_results")).hasSize(1);
        assertThat(machine.shown().path("rejected_callbacks")).isEmpty();
        assertThat(machine.reports(first, "a", "success", "b-1").text("current_step_id"))
                .as("what an edge still held")
                .isEqualTo("b");
        assertThat(machine.asks(second, "b-2").text("step_id")).isEqualTo("b");
        assertThat(machine.reports(second, "b", "success", "b-2").text("current_step_id"))
                .isEqualTo("c");
    }

    /** The edge has said 202 to them, and the machine has booted several times before an engine was there again. */
    @Test
    void whatAnEdgeHasHeldThroughSeveralBootsIsTakenOrAnsweredAsLateAndNeverAsForged() {
        Machine machine = machine(
                "",
                script(
                                "a",
                                ",\"timeout_seconds\":1,\"on_failure\":\"retry\",\"max_retries\":2,\"retry_delay_seconds\":600")
                        + "," + script("b", ""));
        for (int boot = 0; boot < 3; boot++) {
            machine.boots();
        }
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                machine.shown().at("/step_results/0/status").asText())
                        .isEqualTo("timed_out"));
        Answer late =
                machine.says(machine.token(), "a", "\"status\":\"success\",\"attempt\":1,\"event_id\":\"held-1\"");
        assertThat(late.status()).as(late.body()).isEqualTo(409);
        assertThat(late.text("code")).isEqualTo("attempt-closed");
        assertThat(machine.shown().at("/rejected_callbacks/0/attempt").asInt()).isEqualTo(1);

        Machine patient = machine("", script("a", "") + "," + script("b", ""));
        for (int boot = 0; boot < 3; boot++) {
            patient.boots();
        }
        Answer taken = patient.says(
                patient.token(), "a", "\"status\":\"success\",\"attempt\":1,\"event_id\":\"held-2\",\"logs\":\"done\"");
        assertThat(taken.status()).as(taken.body()).isEqualTo(200);
        assertThat(taken.text("current_step_id")).isEqualTo("b");
        assertThat(engine.get("/api/v1/executions/" + patient.id() + "/steps/a/logs")
                        .body())
                .contains("done");
        Answer unheard = patient.says(patient.token(), "b", "\"status\":\"success\",\"attempt\":1");
        assertThat(unheard.status())
                .as("nobody with this token was given step b")
                .isEqualTo(403);
    }

    private static void everyCallbackRefuses(Machine machine, String token) {
        Answer report = machine.reports(token, "a", "success", "b-x");
        assertThat(report.status()).as(report.body()).isEqualTo(403);
        onlyReportsMayBeTaken(machine, token);
    }

    private static void onlyReportsMayBeTaken(Machine machine, String token) {
        for (Answer answer : new Answer[] {
            machine.asks(token, "b-x"),
            machine.beats(token, "b-x"),
            engine.post(machine.callback("phone-home"), token, "{}"),
            engine.post(machine.callback("phone-home?token=" + token), "", "{}"),
            engine.post(
                    machine.callback("report"), token, "{\"name\":\"n\",\"event_type\":\"finish\",\"result\":\"FAIL\"}")
        }) {
            assertThat(answer.status()).as(answer.body()).isEqualTo(403);
            assertThat(answer.text("code")).isEqualTo("wrong-token");
        }
    }

    @Test
    void installersEventsAreSubTasksWithTimeLevelAndResult() {
        Machine machine = machine("", script("a", ""));
        String path = machine.callback("report?token=" + machine.token());
        event(path, """
                {"name":"cmd-install/stage-network","description":"curtin command net-meta","event_type":"start",
                 "origin":"curtin","timestamp":1769422530.5,"level":"DEBUG"}""");
        String failed = """
                {"name":"cmd-install/stage-extract","description":"acquiring the image","event_type":"finish",
                 "origin":"curtin","timestamp":1769422531.25,"level":"ERROR","result":"FAIL",
                 "files":[{"path":"/tmp/install.log","encoding":"base64","content":"aGk="}]}""";
        event(path, failed);
        event(path, failed);
        event(path, """
                {"name":"cmd-install","description":"curtin command install","event_type":"finish","origin":"curtin",
                 "timestamp":1769422532,"result":"FAIL"}""");
        event(path, "{\"name\":\"odd\",\"timestamp\":\"yesterday\",\"result\":7}");
        JsonNode said = engine.get("/api/v1/executions/" + machine.id() + "/steps")
                .json()
                .at("/items/0/sub_tasks");
        assertThat(said).as(said.toPrettyString()).hasSize(4);
        assertThat(said.at("/0/message").asText()).isEqualTo("start: curtin command net-meta");
        assertThat(said.at("/0/said_at").asText()).isEqualTo("2026-01-26T10:15:30.500Z");
        assertThat(said.at("/0/level").asText()).isEqualTo("DEBUG");
        assertThat(said.at("/0/at").asText()).isNotBlank();
        assertThat(said.at("/1/result").asText()).isEqualTo("FAIL");
        assertThat(said.at("/1/message").asText()).isEqualTo("finish: acquiring the image (FAIL)");
        JsonNode shown = machine.shown();
        assertThat(shown.path("status").asText()).isEqualTo("running");
        assertThat(shown.path("warnings").toString())
                .isEqualTo("[\"'cmd-install/stage-extract' has failed: acquiring the image\"]");
        assertThat(shown.at("/step_results/0/sub_tasks/1/result").asText()).isEqualTo("FAIL");
    }

    private static void event(String path, String event) {
        Answer answer = engine.post(path, "", event);
        assertThat(answer.status()).as(answer.body()).isEqualTo(204);
    }
}
