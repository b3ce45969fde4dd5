package io.pureboot.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;

/** The name of a boot edge: that of its machine, unless its configuration gives it another one. */
public record EdgeId(@JsonValue String value) {
    /** @throws IllegalArgumentException when it is no id */
    @JsonCreator
    public EdgeId {
        if (!Ids.wellFormed(value)) {
            throw new IllegalArgumentException("not an edge's id: " + Ids.shown(value));
        }
    }

    /** The id that {@code text} spells. */
    public static Optional<EdgeId> parse(String text) {
        return Ids.wellFormed(text) ? Optional.of(new EdgeId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
