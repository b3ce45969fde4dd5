package io.pureboot.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;

/** A group of nodes. */
public record GroupId(@JsonValue String value) {
    /** @throws IllegalArgumentException when {@code value} is no id; use {@link #parse} for input from outside. */
    @JsonCreator
    public GroupId {
        if (!Ids.wellFormed(value)) {
            throw new IllegalArgumentException("not an id: " + Ids.shown(value));
        }
    }

    /** The id that {@code text} spells, or empty when it spells none (see {@link Ids#wellFormed}). */
    public static Optional<GroupId> parse(String text) {
        return Ids.wellFormed(text) ? Optional.of(new GroupId(text)) : Optional.empty();
    }

    /** A fresh random id. */
    public static GroupId random() {
        return new GroupId(UUID.randomUUID().toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
