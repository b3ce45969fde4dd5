package io.pureboot.engine.call;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** One call from outside, the same over all its repetitions between engines. It is no machine's own: that repeats under its event id. */
public record CallId(@JsonValue String value) {
    @JsonCreator
    public CallId {}

    public static CallId random() {
        return new CallId(UUID.randomUUID().toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
