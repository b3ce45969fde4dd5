package io.pureboot.engine.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Why an execution stands still (promise P-11): an OPERATOR's word, or a machine that booted too often in one step, a BOOT_LOOP (P-16). */
public enum PauseCause {
    OPERATOR,
    BOOT_LOOP;

    /** Its name in events and answers: lower case, words joined by underscores. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value with that name, or empty. */
    public static Optional<PauseCause> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }
}
