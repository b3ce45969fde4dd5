package io.pureboot.engine.call;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** One call from outside, the same over all its repetitions between engines. It is no machine's own: that repeats under its event id. */
public record CallId(@JsonValue String value) {
    @JsonCreator
    public CallId {}

    /** No secret, so it need not be hard to guess; only told apart from the few others that one entity remembers. */
    public static CallId random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new CallId(new UUID(random.nextLong(), random.nextLong()).toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
