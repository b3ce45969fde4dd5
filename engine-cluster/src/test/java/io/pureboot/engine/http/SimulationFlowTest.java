package io.pureboot.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.protocol.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Simulations over HTTP: of a stored workflow and of one that is not. */
class SimulationFlowTest {
    private static final String YAML = """
            name: simulated over http
            os_family: linux
            steps:
              - {name: install, type: script, config: {script: x}, timeout_seconds: 600, on_failure: retry, max_retries: 2}
              - {name: settle, type: wait, config: {duration_seconds: 20}}
            """;

    private static EngineForTests engine;

    @BeforeAll
    static void start() {
        engine = EngineForTests.start();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void ofAStoredWorkflow() {
        Answer stored = engine.send("POST", "/api/v1/workflows/import", EngineForTests.ADMIN, "application/yaml", YAML);
        assertThat(stored.status()).as(stored.body()).isEqualTo(201);
        String path = "/api/v1/workflows/" + stored.text("id") + "/simulate";

        JsonNode well = engine.post(path, "").json();
        assertThat(well.path("status").asText()).isEqualTo("completed");
        assertThat(well.path("duration_seconds").asInt()).isEqualTo(50);
        assertThat(well.path("longest").path("total_seconds").asInt()).isEqualTo(600 + 30 + 600 + 20);

        JsonNode failed =
                engine.post(path, "{\"outcomes\": \"install=fail:2@10s\"}").json();
        assertThat(failed.path("status").asText()).isEqualTo("failed");
        assertThat(failed.path("error_message").asText())
                .isEqualTo("Step 'install' failed after 2 attempts: exit code 2");
        assertThat(failed.path("duration_seconds").asInt()).isEqualTo(50);

        Answer faulty = engine.post(path, "{\"outcomes\": {\"steps\": {\"instal\": \"ok\"}}}");
        assertThat(faulty.status()).isEqualTo(422);
        assertThat(faulty.text("code")).isEqualTo("outcomes-invalid");
        assertThat(faulty.json().path("errors").path(0).path("path").asText()).isEqualTo("/steps/instal");
        assertThat(engine.post("/api/v1/workflows/nowhere/simulate", "{}").text("code"))
                .isEqualTo("workflow-not-found");
    }

    @Test
    void ofOneThatIsNotStored() {
        Answer yaml = engine.send(
                "POST",
                "/api/v1/workflows/simulate?outcomes=install%3Dsilent",
                EngineForTests.ADMIN,
                "application/yaml",
                YAML);
        assertThat(yaml.status()).as(yaml.body()).isEqualTo(200);
        assertThat(yaml.json()
                        .path("waits")
                        .path(0)
                        .path("fires_first")
                        .path("cause")
                        .asText())
                .isEqualTo("attempt_timeout");
        assertThat(yaml.json().path("duration_seconds").asInt()).isEqualTo(1230);

        String body = Json.mapper()
                .createObjectNode()
                .put("yaml", YAML)
                .put("outcomes", "cancel@5")
                .toString();
        assertThat(engine.post("/api/v1/workflows/simulate", body).text("status"))
                .isEqualTo("cancelled");

        Answer faulty = engine.send(
                "POST", "/api/v1/workflows/simulate", EngineForTests.ADMIN, "application/yaml", "name: x\nsteps: 5\n");
        assertThat(faulty.status()).isEqualTo(422);
        assertThat(faulty.text("code")).isEqualTo("definition-invalid");
        assertThat(engine.post("/api/v1/workflows/simulate", "{}").text("code")).isEqualTo("invalid-body");
        assertThat(engine.get("/api/v1/workflows?q=simulated%20over%20http%20never")
                        .json()
                        .path("items"))
                .isEmpty();
    }
}
