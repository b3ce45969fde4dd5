package io.pureboot.lab.chaos.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * One row of the journal.
 *
 * @param ordering grows over the whole journal; of two events of which one has led to the other, the first has the smaller one
 * @param entity the kind of entity, such as {@code WorkflowExecution}
 * @param sequence its number among its entity's events, from 1
 * @param name the event's name without its version, such as {@code attempt-ended}
 */
public record Event(long ordering, String entity, String id, long sequence, String name, JsonNode body) {
    public static final String EXECUTION = "WorkflowExecution";
    public static final String NODE = "Node";

    private static final int SHOWN = 400;

    public boolean is(String wanted) {
        return name.equals(wanted);
    }

    public String text(String field) {
        return body.path(field).asText();
    }

    public Optional<String> optional(String field) {
        return Optional.ofNullable(body.get(field))
                .filter(value -> !value.isNull())
                .map(JsonNode::asText);
    }

    /** The step and attempt that it speaks of. */
    public StepAttempt attempt() {
        return new StepAttempt(text("step"), body.path("attempt").asInt());
    }

    public Instant at() {
        return Instant.parse(text("at"));
    }

    /** For people. */
    public String line() {
        String json = body.toString();
        return "journal " + entity + "|" + id + " " + sequence + " " + name + " "
                + (json.length() > SHOWN ? json.substring(0, SHOWN) + "…" : json);
    }
}
