package io.pureboot.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * One attempt in an execution's history: document 000's step result.
 *
 * @param eventId of the report that ended it
 * @param announcementId of the report that announced its reboot: both are known when they come again (promise P-1)
 * @param tokenGeneration of the callback tokens that were given out when it began; absent is 0, or was written by an engine that did not
 *     keep it
 */
public record Attempt(
        StepId step,
        int attempt,
        int run,
        Phase phase,
        StepStatus status,
        Instant startedAt,
        Instant deadline,
        Optional<Instant> completedAt,
        Optional<DeadlineCause> cause,
        Optional<Integer> exitCode,
        Optional<String> message,
        Optional<String> logs,
        Optional<String> eventId,
        Optional<String> bootId,
        Optional<JsonNode> output,
        Optional<String> announcementId,
        Optional<Integer> tokenGeneration) {
    public Attempt {
        output = output.filter(value -> !value.isNull());
    }

    /** The same with another deadline. */
    Attempt until(Instant other) {
        return new Attempt(
                step,
                attempt,
                run,
                phase,
                status,
                startedAt,
                other,
                completedAt,
                cause,
                exitCode,
                message,
                logs,
                eventId,
                bootId,
                output,
                announcementId,
                tokenGeneration);
    }
}
