package io.pureboot.lab.chaos.machine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.lab.chaos.ledger.Heard;
import io.pureboot.lab.chaos.ledger.Saying;
import io.pureboot.protocol.Directive;
import io.pureboot.protocol.HeartbeatDirective;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.ReportStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** An agent's HTTP to its edge: one request each, no repetition. */
record EdgeLink(HttpClient http, URI edge) {
    /** Longer than an edge looks for an engine. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** The current step; empty when nobody could say. */
    Optional<Order> current(RunningExecution execution, String bootId) throws InterruptedException {
        try {
            HttpResponse<String> response = http.send(
                    request(execution, "current?boot_id=" + bootId).GET().build(),
                    HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? Optional.of(order(Json.mapper().readTree(response.body())))
                    : Optional.empty();
        } catch (IOException silent) {
            return Optional.empty();
        }
    }

    private static Order order(JsonNode body) {
        return new Order(
                Directive.parse(body.path("directive").asText()).orElse(Directive.WAIT),
                body.path("status").asText(),
                body.path("step_id").asText(),
                body.path("attempt").asInt());
    }

    Heard report(RunningExecution execution, Saying saying, String bootId) throws InterruptedException {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("status", saying.status().wire());
        body.put("attempt", saying.attempt());
        body.put("event_id", saying.eventId());
        body.put("boot_id", bootId);
        switch (saying.status()) {
            case PROGRESS -> body.put("sub_task", "working").put("percent", 50);
            case SUCCESS -> body.put("exit_code", 0);
            case FAILED -> body.put("exit_code", 75).put("message", "the dice have said so");
        }
        HttpRequest request = request(execution, "step/" + saying.step())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return heard(response.statusCode(), response.body());
        } catch (IOException silent) {
            return new Heard.Nothing(silent.toString());
        }
    }

    private static Heard heard(int status, String text) throws IOException {
        if (status == 202) {
            return new Heard.Spooled();
        }
        if (status == 429 || status >= 500) {
            return new Heard.Nothing("status " + status);
        }
        JsonNode body = Json.mapper().readTree(text);
        return status == 200
                ? new Heard.Persisted(body.path("duplicate").asBoolean())
                : new Heard.Refused(status, body.path("code").asText());
    }

    /** Whether the agent is to go on with its attempt; it does when nobody says otherwise. */
    boolean beats(RunningExecution execution, String step, int attempt) throws InterruptedException {
        ObjectNode body = Json.mapper().createObjectNode().put("step_id", step).put("attempt", attempt);
        HttpRequest request = request(execution, "heartbeat")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            String directive =
                    Json.mapper().readTree(response.body()).path("directive").asText();
            return response.statusCode() != 200 || !directive.equals(HeartbeatDirective.STOP.wire());
        } catch (IOException silent) {
            return true;
        }
    }

    private HttpRequest.Builder request(RunningExecution execution, String rest) {
        return HttpRequest.newBuilder(edge.resolve("/api/v1/callback/" + execution.id() + "/" + rest))
                .header("Authorization", "Bearer " + execution.token())
                .timeout(PATIENCE);
    }

    /** What contradicts {@code status}. */
    static ReportStatus opposite(ReportStatus status) {
        return status == ReportStatus.SUCCESS ? ReportStatus.FAILED : ReportStatus.SUCCESS;
    }
}
