package io.pureboot.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepReport;
import java.util.Optional;

/** An agent's report, said in a test's words. */
record Word(
        ReportStatus status,
        Optional<String> message,
        Optional<Integer> exitCode,
        Optional<String> logs,
        Optional<Integer> attempt,
        Optional<String> eventId,
        Optional<String> bootId,
        Optional<Boolean> retryable,
        Optional<JsonNode> output) {
    static Word of(ReportStatus status) {
        return new Word(
                status,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    static Word success() {
        return of(ReportStatus.SUCCESS);
    }

    static Word failed() {
        return of(ReportStatus.FAILED);
    }

    static Word progress() {
        return of(ReportStatus.PROGRESS);
    }

    Word saying(String text) {
        return new Word(status, Optional.of(text), exitCode, logs, attempt, eventId, bootId, retryable, output);
    }

    Word exit(int code) {
        return new Word(status, message, Optional.of(code), logs, attempt, eventId, bootId, retryable, output);
    }

    Word logging(String text) {
        return new Word(status, message, exitCode, Optional.of(text), attempt, eventId, bootId, retryable, output);
    }

    Word of(int number) {
        return new Word(status, message, exitCode, logs, Optional.of(number), eventId, bootId, retryable, output);
    }

    Word event(String id) {
        return new Word(status, message, exitCode, logs, attempt, Optional.of(id), bootId, retryable, output);
    }

    Word boot(String id) {
        return new Word(status, message, exitCode, logs, attempt, eventId, Optional.of(id), retryable, output);
    }

    Word pointlessToRetry() {
        return new Word(status, message, exitCode, logs, attempt, eventId, bootId, Optional.of(false), output);
    }

    StepReport report() {
        return new StepReport(
                status,
                message,
                exitCode,
                logs,
                attempt,
                eventId,
                bootId,
                Optional.empty(),
                Optional.empty(),
                output,
                retryable);
    }
}
