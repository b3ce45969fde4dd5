package io.pureboot.engine.wakeup;

import io.pureboot.engine.query.Committed;
import io.pureboot.engine.query.Wakeups;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * What one incarnation of an entity knows of its wake-up row. Used by that entity's actor only, never by two threads.
 *
 * <p>The rule: the row exists and is not later than the earliest thing that is outstanding <em>before</em> that thing is persisted. A
 * crash between the two wakes the entity too early, never too late. A row that has become too early is put right when it wakes.
 */
public final class WakeRow {
    private final Wakeups wakeups;
    private final String entity;
    private final String owner = Long.toUnsignedString(UUID.randomUUID().getLeastSignificantBits(), 36);
    private Optional<Instant> stored = Optional.empty();
    private boolean mine;

    public WakeRow(Wakeups wakeups, String entity) {
        this.wakeups = wakeups;
        this.entity = entity;
    }

    /** Whether the row must be written before a state is persisted in which {@code need} is the earliest outstanding moment. */
    public boolean mustPrecede(Optional<Instant> need) {
        return need.isPresent() && (stored.isEmpty() || need.get().isBefore(stored.get()));
    }

    /** Whether a sweeper may see that it is due; so it is when this incarnation has not written it. */
    public boolean isDue(Instant now) {
        return stored.isEmpty() || !stored.get().isAfter(now);
    }

    /** Writes it; when done, tell {@link #written}. */
    public CompletionStage<Committed> precede(Instant need) {
        mine = true;
        return wakeups.earlier(entity, need, owner);
    }

    public void written(Instant need) {
        stored = Optional.of(need);
    }

    /** After a wake-up: the row becomes what is outstanding now, or goes. On failure tell {@link #forget}; the sweeper comes again. */
    public CompletionStage<Committed> settle(Optional<Instant> need) {
        stored = need;
        mine = need.isPresent();
        return need.isPresent() ? wakeups.settle(entity, need.get(), owner) : wakeups.clear(entity);
    }

    /** Nothing is outstanding any more. A failure costs one needless wake-up, which clears the row. */
    public Optional<CompletionStage<Committed>> drop() {
        if (stored.isEmpty() && !mine) {
            return Optional.empty();
        }
        stored = Optional.empty();
        mine = false;
        return Optional.of(wakeups.drop(entity, owner));
    }

    public void forget() {
        stored = Optional.empty();
    }
}
