package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.query.SubTask;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.ExecutionCommand;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * The events of cloud-init's and curtin's webhook reporters (cloudinit/reporting/events.py, curtin/reporter/events.py): {@code name},
 * a path of unique parts, {@code description}, {@code event_type} start or finish, {@code origin}, {@code timestamp} in seconds, of a
 * finish {@code result} SUCCESS, WARN or FAIL; curtin adds {@code level}, and {@code files} at its end, which are left aside.
 */
final class InstallerEvents {
    private static final Set<String> RESULTS = Set.of("SUCCESS", "WARN", "FAIL");
    private static final int LONGEST_LEVEL = 20;
    private static final int LONGEST_NAME = 200;
    /** The year 10000: what is later is no clock's word. */
    private static final double LATEST_SECONDS = 253_402_300_800.0;

    private InstallerEvents() {}

    static SubTask subTask(ObjectNode event, Attempt attempt, Instant now) {
        return new SubTask(
                attempt.step(),
                attempt.attempt(),
                now,
                sentence(event),
                Optional.empty(),
                result(event),
                level(event),
                saidAt(event));
    }

    /** What people should know of a finish with the result FAIL. */
    static Optional<ExecutionCommand.Remark> failure(ObjectNode event) {
        return result(event)
                .filter("FAIL"::equals)
                .map(fail -> new ExecutionCommand.Remark(
                        CallbackBodies.start(text(event, "name").orElse("a part of the installer"), LONGEST_NAME),
                        text(event, "description").orElse("no description")));
    }

    /** Whether the installed system's cloud-init says that it is through: as good as its phone-home, which it may be told not to make. */
    static boolean systemIsUp(ObjectNode event) {
        return text(event, "origin").filter("cloudinit"::equals).isPresent()
                && text(event, "name").filter("modules-final"::equals).isPresent()
                && text(event, "event_type").filter("finish"::equals).isPresent()
                && result(event).filter(outcome -> !outcome.equals("FAIL")).isPresent();
    }

    private static String sentence(ObjectNode event) {
        String description =
                text(event, "description").or(() -> text(event, "name")).orElse("event");
        String kind = text(event, "event_type").map(type -> type + ": ").orElse("");
        String result = result(event)
                .filter(outcome -> !outcome.equals("SUCCESS"))
                .map(outcome -> " (" + outcome + ")")
                .orElse("");
        return CallbackBodies.start(kind + description + result, CallbackBodies.LONGEST_MESSAGE);
    }

    /** The same for the same event, however often it is sent. */
    static String identity(ObjectNode event) {
        String parts = text(event, "origin").orElse("")
                + '\n'
                + text(event, "name").orElse("")
                + '\n'
                + text(event, "event_type").orElse("")
                + '\n'
                + Optional.ofNullable(event.get("timestamp"))
                        .map(JsonNode::asText)
                        .orElse("");
        return "webhook-" + UUID.nameUUIDFromBytes(parts.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> result(ObjectNode event) {
        return text(event, "result").map(word -> word.toUpperCase(Locale.ROOT)).filter(RESULTS::contains);
    }

    private static Optional<String> level(ObjectNode event) {
        return text(event, "level").map(word -> CallbackBodies.start(word, LONGEST_LEVEL));
    }

    private static Optional<Instant> saidAt(ObjectNode event) {
        return Optional.ofNullable(event.get("timestamp"))
                .filter(JsonNode::isNumber)
                .map(JsonNode::doubleValue)
                .filter(seconds -> seconds >= 0 && seconds < LATEST_SECONDS)
                .map(seconds -> Instant.ofEpochMilli(Math.round(seconds * 1000)));
    }

    private static Optional<String> text(ObjectNode object, String field) {
        return Optional.ofNullable(object.get(field))
                .filter(JsonNode::isTextual)
                .map(node -> node.textValue().replace("\0", ""))
                .filter(text -> !text.isBlank());
    }
}
