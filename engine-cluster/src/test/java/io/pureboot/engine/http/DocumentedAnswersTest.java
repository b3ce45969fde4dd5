package io.pureboot.engine.http;

import static io.pureboot.engine.http.EngineForTests.ADMIN;
import static io.pureboot.engine.http.EngineForTests.EDGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.protocol.Json;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the engine takes and answers is what its OpenAPI document says: every member is told of, of the type that it has, and none is missing. */
class DocumentedAnswersTest {
    private static final String V1 = "/api/v1/";
    private static EngineForTests engine;
    private static JsonNode document;

    @BeforeAll
    static void start() {
        engine = EngineForTests.start();
        document = engine.get("/api/v1/openapi.json").json();
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    @Test
    void definitions() {
        String definition = """
                {"name":"documented","os_family":"linux","steps":[{"id":"a","name":"A","type":"script","config":{"script":"true"}}]}""";
        String workflow = told("post", "workflows", definition);
        told("post", "workflows?dry_run=true", definition.replace("documented", "other"));
        told("post", "workflows/validate", definition);
        told("get", "workflows/" + workflow, "workflows/{workflow}");
        told("get", "workflows/" + workflow + "/revisions", "workflows/{workflow}/revisions");
        told("get", "workflows/" + workflow + "/revisions/1", "workflows/{workflow}/revisions/{revision}");
        told("get", "workflows/" + workflow + "/graph", "workflows/{workflow}/graph");
        send("POST", "workflows/" + workflow + "/simulate", "workflows/{workflow}/simulate", ADMIN, "{}");
        told("get", "workflows", "workflows");
        String template = told("post", "templates", "{\"name\":\"motd\",\"content\":\"${node.hostname}\\n\"}");
        send(
                "POST",
                "templates/" + template + "/versions",
                "templates/{template}/versions",
                ADMIN,
                "{\"content\":\"x\"}");
        told("get", "templates", "templates");
        for (String below : List.of("", "/versions", "/history")) {
            told("get", "templates/" + template + below, "templates/{template}" + below);
        }
        told("get", "templates/" + template + "/versions/v1.0", "templates/{template}/versions/{version}");
        told("get", "templates/" + template + "/diff?from=v1.0&to=latest", "templates/{template}/diff");
        send(
                "POST",
                "templates/" + template + "/preview",
                "templates/{template}/preview",
                ADMIN,
                "{\"content\":\"x\"}");
        told("post", "templates/validate", "{\"content\":\"${nope.x}\"}");
        told("get", "templates/variables", "templates/variables");
        String group = told("post", "groups", "{\"name\":\"rack\",\"workflow_id\":\"" + workflow + "\"}");
        told("get", "groups/" + group, "groups/{group}");
        told("get", "groups", "groups");
        send("PUT", "secrets/token", "secrets/{name}", ADMIN, "{\"value\":\"long enough\"}");
        told("get", "secrets", "secrets");
        told("get", "secrets/token", "secrets/{name}");
        told("post", "secrets/rotate", "{}");
        told("get", "storage-backends", "storage-backends");
        told("get", "files", "files");
        told("get", "device-profiles", "device-profiles");
        told("get", "quarantine", "quarantine");
        send("PUT", "applied/rack-1", "applied/{source}", ADMIN, "{\"kind\":\"group\",\"name\":\"rack\"}");
        told("get", "applied/rack-1", "applied/{source}");
    }

    @Test
    void machinesAndWhatRunsOnThem() {
        String workflow = told("post", "workflows", """
                {"name":"installs","os_family":"linux","steps":[{"id":"up","name":"Up","type":"boot","config":{"kernel":"k"}},
                 {"id":"a","name":"A","type":"script","config":{"script":"true"}}]}""");
        String node = told(
                "post",
                "nodes",
                "{\"mac_address\":\"52:54:00:00:32:01\",\"boot_mode\":\"uefi\",\"workflow_id\":\"" + workflow + "\"}");
        JsonNode begun = send("POST", "nodes/" + node + "/execute", "nodes/{node}/execute", ADMIN, "{}");
        String execution = begun.path("id").asText();
        String token = begun.path("callback_token").asText();
        JsonNode boot = send("POST", "boot", "boot", EDGE, """
                {"mac":"52:54:00:00:32:01","edge_id":"e1","edge_url":"http://10.0.0.1:8081"}""");
        String fresh = boot.path("token").asText(token);
        send("GET", "callback/" + execution + "/current", "callback/{execution}/current", fresh, "");
        send("POST", "callback/" + execution + "/heartbeat", "callback/{execution}/heartbeat", fresh, "{}");
        send("POST", "callback/" + execution + "/step/up", "callback/{execution}/step/{step}", fresh, """
                {"status":"progress","sub_task":"half","percent":50}""");
        send("POST", "callback/" + execution + "/step/up", "callback/{execution}/step/{step}", fresh, """
                {"status":"failed","message":"no","exit_code":3,"logs":"no such file"}""");
        for (String below : List.of("", "/steps", "/why", "/graph", "/events")) {
            told("get", "executions/" + execution + below, "executions/{execution}" + below);
        }
        told("get", "executions", "executions");
        told("get", "nodes", "nodes");
        for (String below : List.of("", "/history", "/executions")) {
            told("get", "nodes/" + node + below, "nodes/{node}" + below);
        }
    }

    @Test
    void edgesAndRefusals() {
        send("POST", "edges/e1/heartbeat", "edges/{edge}/heartbeat", EDGE, """
                {"instance":"i","version":"1","url":"http://10.0.0.1:8081","uptime_seconds":3}""");
        told("get", "edges", "edges");
        told("get", "edges/e1", "edges/{edge}");
        send("POST", "boot/batch", "boot/batch", EDGE, "{\"boots\":[]}");
        send("POST", "callbacks/batch", "callbacks/batch", EDGE, "{\"items\":[]}");
        send("GET", "nodes/none", "nodes/{node}", ADMIN, "");
        send("POST", "nodes", "nodes", ADMIN, "{\"mac_address\":7}");
        told("get", "openapi.json", "openapi.json");
    }

    /** A GET of what the template describes, or a POST whose URL has no variables; the answer's id, when it has one. */
    private static String told(String method, String path, String templateOrBody) {
        boolean get = method.equals("get");
        JsonNode answer = get
                ? send("GET", path, templateOrBody, ADMIN, "")
                : send("POST", path, path.replaceFirst("\\?.*", ""), ADMIN, templateOrBody);
        return answer.path("id").asText();
    }

    private static JsonNode send(String method, String path, String template, String token, String body) {
        Answer answer = body.isEmpty()
                ? engine.get(V1 + path, token)
                : engine.send(method, V1 + path, token, "application/json", body);
        JsonNode operation = document.path("paths").path(V1 + template).path(method.toLowerCase(Locale.ROOT));
        JsonNode responses = operation.path("responses");
        String what = method + " " + path + " answers " + answer.status() + " " + answer.body();
        JsonNode asked =
                operation.at("/requestBody/content").path("application/json").path("schema");
        if (answer.status() < 400 && asked.isObject()) {
            fits(asked, json(body), "the body of " + what);
        }
        JsonNode content = answer.status() < 400
                ? responses
                        .path(Integer.toString(answer.status()))
                        .path("content")
                        .path("application/json")
                : document.at("/components/responses/Problem/content").path("application/problem+json");
        if (answer.body().isEmpty()) {
            assertThat(responses.has(Integer.toString(answer.status())))
                    .as(what)
                    .isTrue();
            return Json.mapper().createObjectNode();
        }
        assertThat(content.has("schema")).as(what).isTrue();
        JsonNode schema = content.path("schema");
        fits(schema, answer.json(), what);
        JsonNode items = schema.at("/properties/items/items");
        if (items.isObject()) {
            answer.json().path("items").forEach(item -> fits(items, item, what));
        }
        return answer.json();
    }

    private static JsonNode json(String body) {
        try {
            return Json.mapper().readTree(body);
        } catch (JsonProcessingException faulty) {
            throw new UncheckedIOException(faulty);
        }
    }

    /** Nothing at its top is left untold. */
    private static void fits(JsonNode schema, JsonNode body, String what) {
        ObjectNode whole = Json.mapper().createObjectNode();
        whole.putArray("allOf").add(schema);
        whole.put("unevaluatedProperties", false);
        whole.set("components", document.path("components"));
        var found = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(whole)
                .validate(body);
        assertThat(found).as(what).isEmpty();
    }

    @Test
    void aValidatorThatFindsNothingWouldProveNothing() {
        JsonNode schema = document.at("/components/schemas/Live");
        for (Map<String, String> wrong : List.of(Map.of("status", "dead"), Map.of("status", "live", "more", "x"))) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> fits(schema, Json.mapper().valueToTree(wrong), "wrong"));
        }
    }
}
