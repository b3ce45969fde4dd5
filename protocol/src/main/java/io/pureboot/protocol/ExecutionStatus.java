package io.pureboot.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where an execution stands; see the table of words in the promises. Terminal ones are left by an explicit retry only. */
public enum ExecutionStatus {
    PENDING,
    RUNNING,
    PAUSED,
    CANCELLING,
    ROLLING_BACK,
    COMPLETED,
    FAILED,
    CANCELLED;

    /** Its name on the wire: lower case, words joined by underscores. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether nothing happens any more unless somebody asks for a retry. */
    public boolean terminal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }

    /** The value with that name on the wire, or empty. */
    public static Optional<ExecutionStatus> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }
}
