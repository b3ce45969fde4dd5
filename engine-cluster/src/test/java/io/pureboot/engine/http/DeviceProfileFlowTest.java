package io.pureboot.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Device profiles over HTTP, and what a start makes of them (promise P-20). */
class DeviceProfileFlowTest {
    private static final String PROFILE = """
            name: %s
            match: {vendor: "%s*", model: "*"}
            steps:
              script: {timeout_seconds: %d}
            values: {tools: {bmc: %s}, disk: sda}
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

    private static Answer yaml(String method, String path, String body) {
        return engine.send(method, path, EngineForTests.ADMIN, "application/yaml", body);
    }

    @Test
    void anExecutionKeepsTheProfileItWasStartedWith() {
        Answer made = yaml("POST", "/api/v1/device-profiles", PROFILE.formatted("acme", "Acme", 777, "acmectl"));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        String profile = "/api/v1/device-profiles/" + made.text("id");
        assertThat(engine.get(profile).json().at("/values/tools/bmc").asText()).isEqualTo("acmectl");
        String workflow = yaml("POST", "/api/v1/workflows/import", """
                        name: profiled
                        os_family: linux
                        steps:
                          - {name: a, type: script, config: {script: "use ${profile.tools.bmc} on ${profile.disk} ${profile.none|x}"}}
                          - {name: b, type: script, config: {script: x}, timeout_seconds: 50}
                        """).text("id");
        Answer node = engine.post(
                "/api/v1/nodes",
                "{\"mac_address\": \"52:54:00:00:77:01\", \"vendor\": \"Acme Corp\", \"model\": \"One\","
                        + " \"metadata\": {\"profile\": {\"disk\": \"nvme0n1\"}}}");
        String id = node.text("id");
        assertThat(engine.get("/api/v1/nodes/" + id)
                        .json()
                        .path("device_profile")
                        .toString())
                .isEqualTo(
                        "{\"name\":\"acme\",\"why\":\"vendor 'Acme Corp' matches 'Acme*', model 'One' matches '*'\"}");

        String previewed = engine.post(
                        "/api/v1/templates",
                        "{\"name\": \"previewed-profile\", \"content\": \"${profile.tools.bmc} ${profile.disk}\"}")
                .text("id");
        Answer preview = engine.post("/api/v1/templates/" + previewed + "/preview", "{\"node_id\": \"" + id + "\"}");
        assertThat(preview.text("text")).as(preview.body()).isEqualTo("acmectl nvme0n1");
        Answer execution = engine.post("/api/v1/nodes/" + id + "/execute", "{\"workflow_id\": \"" + workflow + "\"}");
        assertThat(execution.status()).as(execution.body()).isEqualTo(201);
        String path = "/api/v1/executions/" + execution.text("id");
        JsonNode pinned = engine.get(path).json().path("device_profile");
        assertThat(pinned.path("name").asText()).as(engine.get(path).body()).isEqualTo("acme");
        assertThat(pinned.path("applied").toString()).isEqualTo("[\"a: timeout_seconds = 777\"]");
        assertThat(engine.get(path + "/why")
                        .json()
                        .path("device_profile")
                        .path("why")
                        .asText())
                .startsWith("vendor 'Acme Corp' matches");
        JsonNode attempt = engine.get(path).json().path("step_results").path(0);
        assertThat(Duration.between(
                        java.time.Instant.parse(attempt.path("started_at").asText()),
                        java.time.Instant.parse(attempt.path("deadline").asText())))
                .hasSeconds(777);

        // Edited and deleted meanwhile: the execution goes on with what it was started with, other machines do not.
        Answer edited = yaml("PUT", profile, PROFILE.formatted("acme", "Acme", 11, "other"));
        assertThat(edited.status()).as(edited.body()).isEqualTo(200);
        assertThat(script(execution)).contains("use acmectl on nvme0n1 x");
        assertThat(engine.send("DELETE", profile, EngineForTests.ADMIN, "application/json", "")
                        .status())
                .isEqualTo(204);
        assertThat(script(execution)).contains("use acmectl on nvme0n1 x");
        await().untilAsserted(() -> assertThat(
                        engine.get("/api/v1/nodes/" + id).json().has("device_profile"))
                .isFalse());
        assertThat(engine.get(profile).text("code")).isEqualTo("profile-not-found");
    }

    private static String script(Answer execution) {
        return engine.get("/api/v1/callback/" + execution.text("id") + "/current", execution.text("callback_token"))
                .body();
    }

    @Test
    void aTemplateOfTheProfileIsPinnedAndAMissingOneStopsNobody() {
        String template = engine.post(
                        "/api/v1/templates",
                        "{\"name\": \"profile-boot\", \"content\": \"#!ipxe ${profile.tools.bmc}\"}")
                .text("id");
        assertThat(template).isNotEmpty();
        yaml("POST", "/api/v1/device-profiles", """
                name: with-template
                match: {vendor: "Brand"}
                steps: {boot: {config: {template_id: profile-boot}}}
                """);
        yaml("POST", "/api/v1/device-profiles", """
                name: without-template
                match: {vendor: "Bland"}
                steps: {boot: {timeout_seconds: 60, config: {template_id: nowhere}}}
                """);
        String workflow = yaml(
                        "POST",
                        "/api/v1/workflows/import",
                        "name: boots\nos_family: linux\nsteps: [{name: a, type: boot}]\n")
                .text("id");
        JsonNode with = started("52:54:00:00:77:02", "Brand", workflow);
        assertThat(with.path("applied").toString()).isEqualTo("[\"a: config.template_id = \\\"profile-boot\\\"\"]");
        JsonNode without = started("52:54:00:00:77:03", "Bland", workflow);
        assertThat(without.path("applied").toString()).isEqualTo("[\"a: timeout_seconds = 60\"]");
        assertThat(without.path("left_out").toString()).isEqualTo("[\"its templates: there is no template nowhere\"]");
    }

    private static JsonNode started(String mac, String vendor, String workflow) {
        String node = engine.post("/api/v1/nodes", "{\"mac_address\": \"" + mac + "\", \"vendor\": \"" + vendor + "\"}")
                .text("id");
        Answer execution = engine.post("/api/v1/nodes/" + node + "/execute", "{\"workflow_id\": \"" + workflow + "\"}");
        return engine.get("/api/v1/executions/" + execution.text("id")).json().path("device_profile");
    }

    @Test
    void faultyOnesAreRefusedAndNamesAreUnique() {
        Answer faulty = yaml("POST", "/api/v1/device-profiles", "name: x\nmatch: {vendor: 5}\nsteps: {bot: {}}\n");
        assertThat(faulty.status()).isEqualTo(422);
        assertThat(faulty.text("code")).isEqualTo("profile-invalid");
        assertThat(faulty.json().path("errors").findValuesAsText("line")).containsExactlyInAnyOrder("2", "3");
        assertThat(engine.post("/api/v1/device-profiles", "{\"name\": \"unique\", \"match\": {\"vendor\": \"Unique\"}}")
                        .status())
                .isEqualTo(201);
        assertThat(engine.post("/api/v1/device-profiles", "{\"name\": \"unique\", \"match\": {\"vendor\": \"Unique\"}}")
                        .text("code"))
                .isEqualTo("name-taken");
        assertThat(engine.get("/api/v1/device-profiles").json().path("items").findValuesAsText("name"))
                .contains("unique");
    }

    @Test
    void marksAreKeptBySource() {
        String path = "/api/v1/applied/site";
        assertThat(engine.send(
                                "PUT",
                                path,
                                EngineForTests.ADMIN,
                                "application/json",
                                "{\"kind\":\"group\",\"name\":\"a b\"}")
                        .status())
                .isEqualTo(204);
        assertThat(engine.get(path).json().path("items").path(0).has("object_id"))
                .isFalse();
        engine.send(
                "PUT",
                path,
                EngineForTests.ADMIN,
                "application/json",
                "{\"kind\":\"group\",\"name\":\"a b\",\"object_id\":\"g1\"}");
        assertThat(engine.get(path)
                        .json()
                        .path("items")
                        .path(0)
                        .path("object_id")
                        .asText())
                .isEqualTo("g1");
        assertThat(engine.get("/api/v1/applied/other").json().path("items")).isEmpty();
        engine.send("DELETE", path + "?kind=group&name=a%20b", EngineForTests.ADMIN, "application/json", "");
        assertThat(engine.get(path).json().path("items")).isEmpty();
        assertThat(engine.send(
                                "PUT",
                                path,
                                EngineForTests.ADMIN,
                                "application/json",
                                "{\"kind\":\"node\",\"name\":\"a\"}")
                        .status())
                .isEqualTo(400);
    }
}
