package io.pureboot.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.MacAddress;
import io.pureboot.qemu.Firmware;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The few requests to the engine that a boot test makes, as an operator would with curl. */
final class EngineClient {
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI engine;
    private final String token;

    EngineClient(LabServers servers) throws IOException {
        this(servers.engine(), servers.adminToken());
    }

    /** @param token an administrator's */
    EngineClient(URI engine, String token) {
        this.engine = engine;
        this.token = token;
    }

    /** Imports a workflow's YAML; its id. */
    String importWorkflow(String yaml) throws IOException, InterruptedException {
        return post("/api/v1/workflows/import", "application/yaml", yaml)
                .path("id")
                .asText();
    }

    void createTemplate(String name, String content) throws IOException, InterruptedException {
        ObjectNode template = Json.mapper().createObjectNode();
        template.put("name", name);
        template.put("content", content);
        post("/api/v1/templates", "application/json", template.toString());
    }

    JsonNode node(String id) throws IOException, InterruptedException {
        return get("/api/v1/nodes/" + id);
    }

    /** Registers a machine; its id. */
    String registerNode(MacAddress mac, String hostname, Firmware firmware) throws IOException, InterruptedException {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("mac_address", mac.toString());
        node.put("hostname", hostname);
        node.put("architecture", "x86_64");
        node.put("boot_mode", firmware == Firmware.UEFI ? "uefi" : "bios");
        return post("/api/v1/nodes", "application/json", node.toString())
                .path("id")
                .asText();
    }

    /** Starts the workflow on the machine; the execution's id. */
    String execute(String node, String workflow) throws IOException, InterruptedException {
        return start(node, workflow).path("id").asText();
    }

    /** Starts the workflow on the machine; the execution with its {@code callback_token}. */
    JsonNode start(String node, String workflow) throws IOException, InterruptedException {
        String body =
                Json.mapper().createObjectNode().put("workflow_id", workflow).toString();
        return post("/api/v1/nodes/" + node + "/execute", "application/json", body);
    }

    JsonNode execution(String id) throws IOException, InterruptedException {
        return get("/api/v1/executions/" + id);
    }

    /** What the step has printed. */
    String log(String execution, String step) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        engine.resolve("/api/v1/executions/" + execution + "/steps/" + step + "/logs"))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(20))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(engine.resolve(path)).GET());
    }

    private JsonNode post(String path, String type, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(engine.resolve(path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private JsonNode send(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpRequest request = builder.header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(20))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new AssertionError(request.method() + " " + request.uri() + " answered " + response.statusCode()
                    + ": " + response.body());
        }
        return Json.mapper().readTree(response.body());
    }
}
