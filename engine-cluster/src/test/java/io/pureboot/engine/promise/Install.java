package io.pureboot.engine.promise;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.http.EngineForTests.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** A machine and its execution, spoken for over HTTP as its agent and its operator would. */
record Install(Site site, String mac, String node, String id, String token) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The same execution under another engine. */
    Install at(Site other) {
        return new Install(other, mac, node, id, token);
    }

    /** The agent's word on a step: the fields of its JSON. */
    Answer say(String step, String fields) {
        return site.engine().post("/api/v1/callback/" + id + "/step/" + step, token, "{" + fields + "}");
    }

    /** Success of an attempt, under an event id of its own. */
    Answer success(String step, int attempt) {
        return say(step, "\"status\":\"success\",\"exit_code\":0," + fence(step, attempt));
    }

    Answer failed(String step, int attempt) {
        return say(step, "\"status\":\"failed\",\"exit_code\":1," + fence(step, attempt));
    }

    private static String fence(String step, int attempt) {
        return "\"attempt\":" + attempt + ",\"event_id\":\"" + step + "-" + attempt + "\"";
    }

    Answer heartbeat(String fields) {
        return site.engine().post("/api/v1/callback/" + id + "/heartbeat", token, "{" + fields + "}");
    }

    /** What an operator asks of the execution, such as {@code cancel} or {@code retry?from=a}. */
    Answer operator(String action, String body) {
        return site.engine().post("/api/v1/executions/" + id + "/" + action, body);
    }

    Answer boot() {
        return site.boot(mac, "");
    }

    Answer show() {
        return site.engine().get("/api/v1/executions/" + id);
    }

    JsonNode shown() {
        return show().json();
    }

    /** Waits until the execution shows {@code value} at a JSON pointer such as {@code /step_results/0/status}. */
    JsonNode await(String pointer, String value) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode shown = shown();
            assertThat(shown.at(pointer).asText())
                    .as("%s of %s", pointer, shown.toPrettyString())
                    .isEqualTo(value);
        });
        return shown();
    }

    /** How the attempts at a step stand, such as {@code timed_out, success}. */
    List<String> attempts(String step) {
        List<String> attempts = new ArrayList<>();
        for (JsonNode result : shown().path("step_results")) {
            if (result.path("step_id").asText().equals(step)) {
                attempts.add(result.path("status").asText());
            }
        }
        return attempts;
    }

    /** How many events of that name, of any name when empty, the journal holds of the execution. */
    long journalled(String name) {
        return site.count(
                "SELECT count(*) FROM journal_event WHERE persistence_id = ? AND name LIKE ?",
                "WorkflowExecution|" + id,
                name.isEmpty() ? "%" : name + ":%");
    }

    /** Waits for the execution's status in the read table, without asking the execution itself. */
    void awaitRow(String status) {
        Awaitility.await("the read table to say " + status)
                .atMost(PATIENCE)
                .until(() -> site.count("SELECT count(*) FROM execution WHERE id = ? AND status = ?", id, status) == 1);
    }

    void awaitReleased() {
        Awaitility.await("the machine's release")
                .atMost(PATIENCE)
                .until(() -> !site.engine().get("/api/v1/nodes/" + node).json().has("active_execution_id"));
    }
}
