package io.pureboot.engine.edge;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How an edge is, by the time of its last heartbeat and the database's clock. */
public enum EdgeState {
    ONLINE,
    LATE,
    GONE;

    /** Its name on the wire: lower case. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
