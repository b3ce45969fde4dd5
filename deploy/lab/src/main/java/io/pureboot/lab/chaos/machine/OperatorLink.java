package io.pureboot.lab.chaos.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Headers;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An operator's HTTP to the engines, each request to the next of them. */
final class OperatorLink {
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final int TRIES = 30;
    private static final long PAUSE_MILLIS = 1000;

    private final HttpClient http;
    private final List<URI> engines;
    private final String token;
    private final AtomicInteger turn = new AtomicInteger();

    OperatorLink(HttpClient http, List<URI> engines, String token) {
        this.http = http;
        this.engines = List.copyOf(engines);
        this.token = token;
    }

    /** An execution that has begun; {@code duplicate} when an earlier request of the key had begun it. */
    record Begun(RunningExecution execution, boolean duplicate) {}

    /** Asks once for an execution; empty when nobody has taken it, or the machine's last one still holds the node. */
    Optional<Begun> start(String node, String workflow, String key) throws InterruptedException {
        ObjectNode body = Json.mapper().createObjectNode().put("workflow_id", workflow);
        Optional<HttpResponse<String>> response =
                post("/api/v1/nodes/" + node + "/execute", "application/json", body.toString(), key);
        return response.filter(answer -> answer.statusCode() / 100 == 2).map(answer -> {
            JsonNode execution = tree(answer.body());
            return new Begun(
                    new RunningExecution(
                            execution.path("id").asText(),
                            execution.path("callback_token").asText()),
                    answer.statusCode() == 200);
        });
    }

    /** Imports a workflow's YAML, again and again until it is there; its id. */
    String importWorkflow(String yaml) throws InterruptedException {
        return created("/api/v1/workflows/import", "application/yaml", yaml, "chaos-workflow");
    }

    /** Registers a machine, again and again until it is there; its node's id. */
    String register(String mac, String hostname) throws InterruptedException {
        ObjectNode node = Json.mapper().createObjectNode();
        node.put("mac_address", mac).put("hostname", hostname);
        return created("/api/v1/nodes", "application/json", node.toString(), "node-" + hostname);
    }

    private String created(String path, String type, String body, String key) throws InterruptedException {
        String last = "nobody answers";
        for (int i = 0; i < TRIES; i++) {
            Optional<HttpResponse<String>> response = post(path, type, body, key);
            if (response.filter(answer -> answer.statusCode() / 100 == 2).isPresent()) {
                return tree(response.get().body()).path("id").asText();
            }
            last = response.map(answer -> answer.statusCode() + " " + answer.body())
                    .orElse(last);
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        throw new IllegalStateException("POST " + path + ": " + last);
    }

    private Optional<HttpResponse<String>> post(String path, String type, String body, String key)
            throws InterruptedException {
        URI engine = engines.get(Math.floorMod(turn.getAndIncrement(), engines.size()));
        HttpRequest request = HttpRequest.newBuilder(engine.resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .header(Headers.IDEMPOTENCY_KEY, key)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException silent) {
            return Optional.empty();
        }
    }

    private static JsonNode tree(String body) {
        try {
            return Json.mapper().readTree(body);
        } catch (IOException unread) {
            throw new IllegalStateException("an engine's answer is no JSON: " + body, unread);
        }
    }
}
