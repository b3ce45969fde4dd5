package io.pureboot.engine.access;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What the bearer of a token may do: VIEWER reads, OPERATOR also runs and changes, ADMIN all of it; EDGE asks for machines that boot, and nothing else. */
public enum Role {
    VIEWER,
    OPERATOR,
    ADMIN,
    EDGE;

    /** Its name in the table and on the wire: lower case. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether this role may do what {@code wanted} may. */
    public boolean covers(Role wanted) {
        return this == wanted || this == ADMIN || (this == OPERATOR && wanted == VIEWER);
    }

    /** The role with that name, or empty. */
    public static Optional<Role> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }
}
