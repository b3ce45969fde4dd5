package io.pureboot.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * What an agent reports of its step: the body of {@code POST /api/v1/callback/{execution}/step/{step}}. The seed's fields are
 * {@code status}, {@code message}, {@code exit_code} and {@code logs}; the others make it safe to repeat.
 *
 * @param attempt the attempt it speaks of; absent, it means the step's latest attempt
 * @param eventId the sender's own id of this report, the same on every repetition (promise P-1)
 * @param bootId the id of the boot that the agent runs in (Linux: {@code /proc/sys/kernel/random/boot_id})
 * @param logs the last lines of the step's output
 * @param subTask what the step is doing just now, with {@code status: progress}
 * @param percent how far it is, 0 to 100
 * @param output values for the steps that follow
 * @param retryable false ends retrying (promise P-8)
 */
public record StepReport(
        ReportStatus status,
        Optional<String> message,
        Optional<Integer> exitCode,
        Optional<String> logs,
        Optional<Integer> attempt,
        Optional<String> eventId,
        Optional<String> bootId,
        Optional<String> subTask,
        Optional<Integer> percent,
        Optional<JsonNode> output,
        Optional<Boolean> retryable) {
    /** The same report of that attempt, made in that boot. */
    public StepReport saidOf(int number, Optional<String> boot) {
        return new StepReport(
                status,
                message,
                exitCode,
                logs,
                Optional.of(number),
                eventId,
                boot,
                subTask,
                percent,
                output,
                retryable);
    }

    /** The same report with other last lines. */
    public StepReport logging(Optional<String> lines) {
        return new StepReport(
                status, message, exitCode, lines, attempt, eventId, bootId, subTask, percent, output, retryable);
    }
}
