package io.pureboot.engine.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What follows when a step has failed or timed out (document 000, on_failure). */
public enum FailurePolicy {
    FAIL,
    RETRY,
    SKIP,
    ROLLBACK;

    /** Its name in definitions, events and answers: lower case, words joined by underscores. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value with that name, or empty. */
    public static Optional<FailurePolicy> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }
}
