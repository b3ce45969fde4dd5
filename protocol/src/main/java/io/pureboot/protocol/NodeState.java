package io.pureboot.protocol;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a machine stands in its life. */
public enum NodeState {
    DISCOVERED,
    PENDING,
    INSTALLING,
    INSTALL_FAILED,
    INSTALLED,
    ACTIVE,
    REPROVISION,
    DEPROVISIONING,
    MIGRATING,
    RETIRED;

    /** Its name on the wire: lower case, words joined by underscores. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value with that name on the wire, or empty. */
    public static Optional<NodeState> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }
}
