package io.pureboot.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a machine boots now: a KERNEL with initrds, an iPXE SCRIPT of the workflow's own, its DISK, or a script that lets it WAIT and ask again. */
public enum BootAction {
    KERNEL,
    SCRIPT,
    DISK,
    WAIT;

    /** Its name on the wire: lower case, words joined by underscores. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value with that name on the wire, or empty. */
    public static Optional<BootAction> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }
}
