package io.pureboot.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an agent is told to do when it asks for its current step: RUN the script, REPORT that it is up (a boot step), REBOOT (report success, then reboot), DISK (reboot and let the machine start from its disk), WAIT and ask again, CANCEL (stop what runs, acknowledge), DONE (nothing will follow). */
public enum Directive {
    RUN,
    REPORT,
    REBOOT,
    DISK,
    WAIT,
    CANCEL,
    DONE;

    /** Its name on the wire: lower case, words joined by underscores. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value with that name on the wire, or empty. */
    public static Optional<Directive> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }
}
