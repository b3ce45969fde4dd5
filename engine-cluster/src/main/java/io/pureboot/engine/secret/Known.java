package io.pureboot.engine.secret;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All secrets as they were at one moment.
 *
 * @param revision of the table
 * @param askedNanos when the database was asked for it, in {@link System#nanoTime}
 * @param settledNanos when every other engine knows these values too and masks them: none is handed out before
 * @param values of the own store, by name
 * @param echoes the other values that are masked
 */
record Known(
        long revision,
        long askedNanos,
        long settledNanos,
        Keyring keyring,
        Map<String, SecretText> values,
        List<Echo> echoes,
        Mask mask) {
    /**
     * A value that machines may still repeat.
     *
     * @param sinceNanos when it was noted, in {@link System#nanoTime}
     */
    record Echo(String name, SecretText value, long sinceNanos) {}

    Known {
        values = Map.copyOf(values);
        echoes = List.copyOf(echoes);
    }

    Known askedAgain(long nanos) {
        return new Known(revision, nanos, settledNanos, keyring, values, echoes, mask);
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - askedNanos);
    }

    /** Whether a value from elsewhere will be masked for so long at least. */
    boolean echoes(String name, SecretText value, Duration remaining, Duration echo) {
        long oldest = System.nanoTime() - echo.minus(remaining).toNanos();
        return echoes.stream()
                .anyMatch(each ->
                        each.name().equals(name) && each.value().equals(value) && each.sinceNanos() - oldest > 0);
    }

    Optional<SecretText> find(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
