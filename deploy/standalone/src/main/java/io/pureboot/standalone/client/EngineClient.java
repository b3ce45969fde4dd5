package io.pureboot.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.WorkflowId;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The engine's HTTP interface. Every call throws {@link EngineRefusal} when the engine says no. */
public final class EngineClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String JSON = "application/json";

    private final HttpClient http;
    private final URI server;
    private final String token;

    public EngineClient(HttpClient http, URI server, String token) {
        this.http = http;
        this.server = server;
        this.token = token;
    }

    public ExecutionView execution(ExecutionId id) throws IOException, InterruptedException {
        return read(get("/api/v1/executions/" + id), ExecutionView.class);
    }

    /** The newest executions. */
    public List<ExecutionView> executions(int limit) throws IOException, InterruptedException {
        return items(get("/api/v1/executions?limit=" + limit), ExecutionView.class);
    }

    public List<NodeView> nodes(int limit) throws IOException, InterruptedException {
        return items(get("/api/v1/nodes?limit=" + limit), NodeView.class);
    }

    public List<EdgeView> edges(int limit) throws IOException, InterruptedException {
        return items(get("/api/v1/edges?limit=" + limit), EdgeView.class);
    }

    /** Imports a definition; {@code yaml} is taken as it is. */
    public JsonNode importWorkflow(String yaml) throws IOException, InterruptedException {
        return send("POST", "/api/v1/workflows/import", Optional.of(yaml), "text/yaml");
    }

    /** Starts a workflow on a machine. */
    public ExecutionId execute(NodeId node, WorkflowId workflow) throws IOException, InterruptedException {
        JsonNode body = Json.mapper().createObjectNode().put("workflow_id", workflow.value());
        return new ExecutionId(id(post("/api/v1/nodes/" + node + "/execute", body)));
    }

    public JsonNode get(String path) throws IOException, InterruptedException {
        return send("GET", path, Optional.empty(), JSON);
    }

    public JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
        return send("POST", path, Optional.of(body.toString()), JSON);
    }

    public JsonNode put(String path, JsonNode body) throws IOException, InterruptedException {
        return send("PUT", path, Optional.of(body.toString()), JSON);
    }

    public JsonNode delete(String path) throws IOException, InterruptedException {
        return send("DELETE", path, Optional.empty(), JSON);
    }

    public JsonNode patch(String path, JsonNode body) throws IOException, InterruptedException {
        return send("PATCH", path, Optional.of(body.toString()), JSON);
    }

    /** What is no JSON, such as an export. */
    public String text(String path) throws IOException, InterruptedException {
        return answer("GET", path, Optional.empty(), JSON);
    }

    /** The {@code id} of what was created. */
    public static String id(JsonNode created) throws IOException {
        String id = created.path("id").asText();
        if (id.isEmpty()) {
            throw new IOException("the engine's answer has no id: " + created);
        }
        return id;
    }

    private JsonNode send(String method, String path, Optional<String> body, String type)
            throws IOException, InterruptedException {
        return parse(answer(method, path, body, type));
    }

    private String answer(String method, String path, Optional<String> body, String type)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + path))
                .header("Authorization", "Bearer " + token)
                .header("Accept", JSON)
                .timeout(PATIENCE);
        body.ifPresentOrElse(
                text -> request.header("Content-Type", type).method(method, HttpRequest.BodyPublishers.ofString(text)),
                () -> request.method(method, HttpRequest.BodyPublishers.noBody()));
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new IOException(
                    "nobody listens at " + server
                            + ": start the servers with ./pureboot up, or name them with --server (PUREBOOT_SERVER)",
                    e);
        }
        if (response.statusCode() / 100 != 2) {
            throw refusal(method, path, response);
        }
        return response.body();
    }

    private static JsonNode parse(String text) throws IOException {
        try {
            return text.isBlank()
                    ? Json.mapper().createObjectNode()
                    : Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IOException("the answer is no JSON; is this a PureBoot engine?", e);
        }
    }

    private static EngineRefusal refusal(String method, String path, HttpResponse<String> response) {
        String prefix = method + " " + path + ": HTTP " + response.statusCode();
        try {
            JsonNode problem = Json.mapper().readTree(response.body());
            List<String> words = new ArrayList<>();
            for (String field : List.of("title", "detail", "advice")) {
                if (!problem.path(field).asText().isBlank()) {
                    words.add(problem.path(field).asText());
                }
            }
            for (JsonNode fault : problem.path("errors")) {
                words.add("  " + fault.path("path").asText() + ": "
                        + fault.path("message").asText()
                        + (fault.has("line") ? " (line " + fault.path("line").asText() + ")" : ""));
            }
            Optional<String> code = Optional.of(problem.path("code").asText()).filter(text -> !text.isEmpty());
            return new EngineRefusal(
                    response.statusCode(),
                    code,
                    prefix
                            + code.map(text -> " " + text).orElse("")
                            + (words.isEmpty() ? "" : ": " + String.join("\n", words)));
        } catch (JsonProcessingException e) {
            return new EngineRefusal(response.statusCode(), Optional.empty(), prefix);
        }
    }

    private static <T> T read(JsonNode json, Class<T> type) throws IOException {
        try {
            return Json.mapper().treeToValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IOException("the engine's answer is not understood: " + e.getOriginalMessage(), e);
        }
    }

    private static <T> List<T> items(JsonNode page, Class<T> type) throws IOException {
        List<T> items = new ArrayList<>();
        for (JsonNode item : page.path("items")) {
            items.add(read(item, type));
        }
        return items;
    }
}
