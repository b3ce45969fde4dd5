package io.pureboot.engine.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why a deadline ticks (promise P-6). */
public enum DeadlineCause {
    ATTEMPT_TIMEOUT,
    HEARTBEAT_TIMEOUT,
    FIRST_CONTACT,
    EXECUTION_TIMEOUT,
    RETRY_DELAY,
    WAIT,
    CANCEL_GRACE;

    /** Its name in definitions, events and answers: lower case, words joined by underscores. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value with that name, or empty. */
    public static Optional<DeadlineCause> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }
}
