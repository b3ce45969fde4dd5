package io.pureboot.engine.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why an attempt runs: as part of the forward sequence, to roll back, or to clean up after a cancel. */
public enum Phase {
    FORWARD,
    ROLLBACK,
    CANCEL;

    /** Its name in definitions, events and answers: lower case, words joined by underscores. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value with that name, or empty. */
    public static Optional<Phase> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }
}
