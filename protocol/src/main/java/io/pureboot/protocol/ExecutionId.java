package io.pureboot.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** One run of a workflow on one machine. Also the path segment of its callbacks, so no secret. */
public record ExecutionId(@JsonValue String value) {
    /** @throws IllegalArgumentException when {@code value} is no id; use {@link #parse} for input from outside. */
    @JsonCreator
    public ExecutionId {
        if (!Ids.wellFormed(value)) {
            throw new IllegalArgumentException("not an id: " + Ids.shown(value));
        }
    }

    /** The id that {@code text} spells, or empty when it spells none (see {@link Ids#wellFormed}). */
    public static Optional<ExecutionId> parse(String text) {
        return Ids.wellFormed(text) ? Optional.of(new ExecutionId(text)) : Optional.empty();
    }

    /** A fresh id; ids made later are greater, to the millisecond. */
    public static ExecutionId fresh() {
        return new ExecutionId(Ids.ordered());
    }

    @Override
    public String toString() {
        return value;
    }
}
