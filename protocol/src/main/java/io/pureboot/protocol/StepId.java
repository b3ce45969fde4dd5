package io.pureboot.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;

/** A step within one workflow definition; unique there, chosen by its author or made at import. */
public record StepId(@JsonValue String value) {
    /** @throws IllegalArgumentException when {@code value} is no id; use {@link #parse} for input from outside. */
    @JsonCreator
    public StepId {
        if (!Ids.wellFormed(value)) {
            throw new IllegalArgumentException("not an id: " + Ids.shown(value));
        }
    }

    /** The id that {@code text} spells, or empty when it spells none (see {@link Ids#wellFormed}). */
    public static Optional<StepId> parse(String text) {
        return Ids.wellFormed(text) ? Optional.of(new StepId(text)) : Optional.empty();
    }

    /** A fresh random id. */
    public static StepId random() {
        return new StepId(UUID.randomUUID().toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
