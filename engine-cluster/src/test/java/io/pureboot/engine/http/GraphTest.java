package io.pureboot.engine.http;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Workflows and executions as pictures over HTTP. */
class GraphTest {
    private static EngineForTests engine;
    private static String workflow;

    @BeforeAll
    static void start() {
        engine = EngineForTests.start();
        workflow = engine.send("POST", "/api/v1/workflows/import", ADMIN, "application/yaml", """
                        name: drawn
                        os_family: linux
                        steps:
                          - {name: first, type: script, config: {script: x}, on_failure: retry, max_retries: 2, retry_delay_seconds: 0}
                          - {name: second, type: script, config: {script: x}, on_failure: rollback, rollback_step_id: undo}
                          - {name: undo, type: script, config: {script: x}}
                        """)
                .text("id");
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static String workflowGraph() {
        return "/api/v1/workflows/" + workflow + "/graph";
    }

    @Test
    void asJsonMermaidAndDotByParameterOrAccept() {
        Answer json = engine.get(workflowGraph());
        assertThat(json.header("content-type")).contains("application/json");
        assertThat(json.text("title")).isEqualTo("drawn, revision 1");
        assertThat(json.text("workflow_id")).isEqualTo(workflow);
        assertThat(json.json().at("/nodes/1").toString())
                .isEqualTo("{\"id\":\"first\",\"kind\":\"step\",\"name\":\"first\",\"type\":\"script\","
                        + "\"timeout_seconds\":3600,\"max_attempts\":2}");
        assertThat(json.json().path("edges").findValuesAsText("kind"))
                .containsExactly(
                        "success", "success", "retry", "failure", "success", "rollback", "rollback", "failure");

        Answer mermaid = engine.get(workflowGraph() + "?format=mermaid");
        assertThat(mermaid.header("content-type").orElse("")).startsWith("application/vnd.mermaid");
        assertThat(mermaid.body()).contains("flowchart TD").contains("n2 -.->|\"fails: roll back\"| n3");
        Answer dot = engine.get(workflowGraph() + "?format=dot");
        assertThat(dot.header("content-type").orElse("")).startsWith("text/vnd.graphviz");
        assertThat(dot.body()).startsWith("digraph \"drawn, revision 1\" {");

        assertThat(engine.get(workflowGraph(), ADMIN, "Accept", "text/vnd.graphviz")
                        .body())
                .isEqualTo(dot.body());
        assertThat(engine.get(workflowGraph(), ADMIN, "Accept", "application/vnd.mermaid, */*;q=0.1")
                        .body())
                .isEqualTo(mermaid.body());
        assertThat(engine.get(workflowGraph() + "?format=svg").status()).isEqualTo(400);
        assertThat(engine.get(workflowGraph() + "?revision=1").body()).isEqualTo(json.body());
        assertThat(engine.get(workflowGraph() + "?revision=9").text("code")).isEqualTo("revision-not-found");
        assertThat(engine.get("/api/v1/workflows/nobody/graph").text("code")).isEqualTo("workflow-not-found");
    }

    @Test
    void anExecutionsPictureShowsTheStateOfEachStep() {
        String node = engine.post("/api/v1/nodes", "{\"mac_address\":\"52:54:00:99:00:01\"}")
                .text("id");
        Answer started = engine.post("/api/v1/nodes/" + node + "/execute", "{\"workflow_id\":\"" + workflow + "\"}");
        String id = started.text("id");
        String token = started.text("callback_token");
        String graph = "/api/v1/executions/" + id + "/graph";
        engine.post(
                "/api/v1/callback/" + id + "/step/first",
                token,
                "{\"status\":\"failed\",\"attempt\":1,\"event_id\":\"e1\"}");
        Awaitility.await("the second attempt")
                .until(() -> engine.get(graph)
                        .json()
                        .at("/nodes/1/progress/attempts")
                        .asText()
                        .equals("2"));
        JsonNode shown = engine.get(graph).json();
        assertThat(shown.path("status").asText()).isEqualTo("running");
        assertThat(shown.path("execution_id").asText()).isEqualTo(id);
        assertThat(shown.at("/nodes/1/progress").toString())
                .isEqualTo("{\"status\":\"running\",\"attempts\":2,\"current\":true}");
        assertThat(shown.at("/nodes/2/progress").toString())
                .isEqualTo("{\"status\":\"pending\",\"attempts\":0,\"current\":false}");
        assertThat(engine.get(graph + "?format=mermaid").body())
                .contains("n1[\"first<br/>script<br/>running, attempt 2\"]")
                .contains("class n1 running");
        assertThat(engine.get(graph + "?format=dot").body())
                .contains(
                        "\"first\" [label=\"first\\nscript\\nrunning, attempt 2\", fillcolor=\"#cfe8ff\", penwidth=2];");
        assertThat(engine.get("/api/v1/executions/nobody/graph").text("code")).isEqualTo("execution-unknown");
    }
}
