package io.pureboot.engine.workflow.failure;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.pureboot.engine.workflow.Attempt;
import java.util.List;
import java.util.Optional;

/**
 * A failed attempt as people read it (document 001).
 *
 * @param failureClass how it went wrong
 * @param message what its report or its deadline says
 * @param lastLines the end of its output, the oldest line first: 20 lines of 500 characters at most
 * @param remedy what the table of remedies advises
 */
public record AttemptError(
        @JsonProperty("class") FailureClass failureClass,
        String message,
        Optional<Integer> exitCode,
        List<String> lastLines,
        Optional<String> remedy) {
    private static final int LINES = 20;
    private static final int LINE_CHARACTERS = 500;

    public AttemptError {
        lastLines = List.copyOf(lastLines);
    }

    /** The error of an attempt; empty when it has none. */
    public static Optional<AttemptError> of(Attempt attempt) {
        return FailureClass.of(attempt).map(failure -> {
            String message = attempt.message().orElseGet(() -> "step failed without a message");
            List<String> lines = attempt.logs().map(AttemptError::tail).orElse(List.of());
            return new AttemptError(
                    failure,
                    message,
                    attempt.exitCode(),
                    lines,
                    Remedies.advice(failure, attempt.exitCode(), message, lines));
        });
    }

    private static List<String> tail(String output) {
        List<String> lines = output.lines().filter(line -> !line.isBlank()).toList();
        return lines.subList(Math.max(0, lines.size() - LINES), lines.size()).stream()
                .map(line -> line.length() > LINE_CHARACTERS ? line.substring(0, LINE_CHARACTERS) + "…" : line)
                .toList();
    }
}
