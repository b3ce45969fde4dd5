package io.pureboot.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a heartbeat answers: CONTINUE, CANCEL (stop the step, then acknowledge by reporting it failed), PAUSE (finish the step, then wait), STOP (this attempt is over for the engine: end it and ask for the current step). */
public enum HeartbeatDirective {
    CONTINUE,
    CANCEL,
    PAUSE,
    STOP;

    /** Its name on the wire: lower case, words joined by underscores. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value with that name on the wire, or empty. */
    public static Optional<HeartbeatDirective> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }
}
