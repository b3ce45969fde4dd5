package io.pureboot.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** An agent that runs nothing: it reports to whichever server it is told to. */
record ReportingAgent(HttpClient http, String execution, String token) {

    /** What a server has answered. */
    record Answer(int status, JsonNode body) {
        boolean duplicate() {
            return body.path("duplicate").asBoolean();
        }
    }

    /** @param started an execution as the answer to its start shows it */
    static ReportingAgent of(JsonNode started) {
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
        return new ReportingAgent(
                http,
                started.path("id").asText(),
                started.path("callback_token").asText());
    }

    /** Reports success of an attempt; the event's id follows from step and attempt, so saying it again is a repetition. */
    Answer succeed(URI server, String step, int attempt) throws IOException, InterruptedException {
        ObjectNode report = report("success", step, attempt);
        report.put("exit_code", 0);
        return post(server, step, report);
    }

    /** Reports what an attempt is doing. */
    Answer progress(URI server, String step, int attempt, String subTask) throws IOException, InterruptedException {
        ObjectNode report = report("progress", step, attempt);
        report.put("sub_task", subTask);
        return post(server, step, report);
    }

    private ObjectNode report(String status, String step, int attempt) {
        ObjectNode report = Json.mapper().createObjectNode();
        report.put("status", status);
        report.put("attempt", attempt);
        report.put("event_id", String.join("-", execution, step, Integer.toString(attempt), status));
        return report;
    }

    private Answer post(URI server, String step, ObjectNode report) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/v1/callback/" + execution + "/step/" + step))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(report.toString()))
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), Json.mapper().readTree(response.body()));
    }
}
