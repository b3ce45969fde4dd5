package io.pureboot.engine.query;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The database's clock, as this engine knows it: a reading, and what has passed since by the clock that only counts. The wall clock of
 * the engine's machine decides nothing, so that engines agree about deadlines and wake-up rows although one of them is an hour off
 * (promise P-7, decision 0017). A reading is off by half of the time that it took, at most.
 */
final class DatabaseClock implements InstantSource {
    private final InstantSource own;
    private final LongSupplier nanos;
    private volatile Optional<Reading> reading = Optional.empty();

    /**
     * A clock that was not read yet.
     *
     * @param own what holds until the database has answered once
     * @param nanos counts nanoseconds from any beginning, and is never put right
     */
    DatabaseClock(InstantSource own, LongSupplier nanos) {
        this.own = own;
        this.nanos = nanos;
    }

    private record Reading(Instant at, long nanos) {
        Instant plus(long now) {
            return at.plusNanos(now - nanos);
        }
    }

    /** What it counts by: to be taken before the database is asked. */
    long nanos() {
        return nanos.getAsLong();
    }

    /**
     * The database has said {@code at}, at some moment since {@code asked}. What it says is believed when it cannot be otherwise: a slow
     * answer that fits what is known moves nothing.
     */
    void read(Instant at, long asked) {
        long answered = nanos();
        Optional<Reading> known = reading;
        boolean fits = known.filter(before -> !before.plus(asked).isAfter(at)
                        && !before.plus(answered).isBefore(at))
                .isPresent();
        if (!fits) {
            reading = Optional.of(new Reading(at, asked + (answered - asked) / 2));
        }
    }

    boolean known() {
        return reading.isPresent();
    }

    /** How far the engine's own clock is from the database's; positive when it is ahead. */
    Duration difference() {
        return Duration.between(instant(), own.instant());
    }

    @Override
    public Instant instant() {
        return reading.map(known -> known.plus(nanos())).orElseGet(own::instant);
    }
}
