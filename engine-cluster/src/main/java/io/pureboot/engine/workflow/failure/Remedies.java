package io.pureboot.engine.workflow.failure;

import com.fasterxml.jackson.core.type.TypeReference;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The table of remedies, {@code remedies.json} beside this class: each row says when it holds and what it advises; the first row that
 * holds is taken. A row holds when its class (any, when absent) is the failure's, its exit codes (any) hold the failure's, and its
 * pattern (any) is found in the message or in one of the last lines of output, whatever their case.
 */
final class Remedies {
    private static final List<Row> TABLE = read();

    private Remedies() {}

    /** A row as the file has it. */
    record Row(Optional<FailureClass> when, Set<Integer> exitCodes, Optional<Pattern> pattern, String advice) {
        private boolean holds(FailureClass failure, Optional<Integer> exitCode, String message, List<String> lines) {
            return when.map(failure::equals).orElse(true)
                    && (exitCodes.isEmpty()
                            || exitCode.filter(exitCodes::contains).isPresent())
                    && pattern.map(p -> p.matcher(message).find()
                                    || lines.stream()
                                            .anyMatch(line -> p.matcher(line).find()))
                            .orElse(true);
        }
    }

    private record Line(
            @com.fasterxml.jackson.annotation.JsonProperty("class")
            Optional<FailureClass> when,

            Optional<List<Integer>> exitCodes,
            Optional<String> pattern,
            String advice) {
        Row row() {
            return new Row(
                    when,
                    Set.copyOf(exitCodes.orElse(List.of())),
                    pattern.map(text -> Pattern.compile(text, Pattern.CASE_INSENSITIVE)),
                    advice);
        }
    }

    static List<Row> table() {
        return TABLE;
    }

    static Optional<String> advice(
            FailureClass failure, Optional<Integer> exitCode, String message, List<String> lines) {
        return TABLE.stream()
                .filter(row -> row.holds(failure, exitCode, message, lines))
                .map(Row::advice)
                .findFirst();
    }

    private static List<Row> read() {
        try (InputStream file = Remedies.class.getResourceAsStream("remedies.json")) {
            if (file == null) {
                throw new IllegalStateException("remedies.json is not in the jar");
            }
            return Json.mapper().readValue(file, new TypeReference<List<Line>>() {}).stream()
                    .map(Line::row)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
