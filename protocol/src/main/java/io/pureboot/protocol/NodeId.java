package io.pureboot.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** One machine of the inventory. */
public record NodeId(@JsonValue String value) {
    /** @throws IllegalArgumentException when {@code value} is no id; use {@link #parse} for input from outside. */
    @JsonCreator
    public NodeId {
        if (!Ids.wellFormed(value)) {
            throw new IllegalArgumentException("not an id: " + Ids.shown(value));
        }
    }

    /** The id that {@code text} spells, or empty when it spells none (see {@link Ids#wellFormed}). */
    public static Optional<NodeId> parse(String text) {
        return Ids.wellFormed(text) ? Optional.of(new NodeId(text)) : Optional.empty();
    }

    /** A fresh id; ids made later are greater, to the millisecond. */
    public static NodeId fresh() {
        return new NodeId(Ids.ordered());
    }

    @Override
    public String toString() {
        return value;
    }
}
