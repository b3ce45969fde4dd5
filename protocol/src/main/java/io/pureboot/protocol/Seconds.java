package io.pureboot.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Duration;

/** A span of whole seconds, 0 to {@link #MAX}; a plain number in JSON, under a field name that ends in {@code _seconds}. */
public record Seconds(@JsonValue long value) implements Comparable<Seconds> {
    /** Ten years: longer than any machine waits, short enough that no sum of deadlines overflows. */
    public static final long MAX = 315_360_000L;

    public static final Seconds ZERO = new Seconds(0);

    /** @throws IllegalArgumentException when {@code value} is negative or above {@link #MAX}. */
    @JsonCreator
    public Seconds {
        if (!allowed(value)) {
            throw new IllegalArgumentException("seconds must be 0 to " + MAX + ", not " + value);
        }
    }

    public static boolean allowed(long value) {
        return value >= 0 && value <= MAX;
    }

    public Duration toDuration() {
        return Duration.ofSeconds(value);
    }

    public boolean isZero() {
        return value == 0;
    }

    @Override
    public int compareTo(Seconds other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value + " s";
    }
}
