package io.pureboot.engine.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What follows when a machine reboots unexpectedly in the middle of an attempt (promise P-16, {@code on_unexpected_reboot}). */
public enum RebootPolicy {
    /** The same step is served again in the same attempt. */
    RESUME,
    /** The attempt fails, and the step's {@code on_failure} says what follows. */
    FAIL,
    /** The attempt fails, and the next one follows as long as attempts are left, whatever {@code on_failure} says. */
    RETRY;

    /** Its name in definitions, events and answers: lower case, words joined by underscores. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value with that name, or empty. */
    public static Optional<RebootPolicy> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }
}
