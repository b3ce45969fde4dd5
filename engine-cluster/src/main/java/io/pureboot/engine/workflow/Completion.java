package io.pureboot.engine.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What ends a step's attempt: a REPORT of the agent, the engine's own TIMER, or the installed system's PHONE_HOME (a report ends that one too). */
public enum Completion {
    REPORT,
    TIMER,
    PHONE_HOME;

    /** Its name in definitions, events and answers: lower case, words joined by underscores. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value with that name, or empty. */
    public static Optional<Completion> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }
}
