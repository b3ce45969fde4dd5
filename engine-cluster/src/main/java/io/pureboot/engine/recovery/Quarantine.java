package io.pureboot.engine.recovery;

import io.pureboot.engine.journal.JournalGap;
import io.pureboot.engine.metrics.EngineMetrics;
import io.pureboot.engine.query.QuarantineRow;
import io.pureboot.engine.query.QuarantineTable;
import java.io.NotSerializableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.persistence.typed.internal.JournalFailureException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which entities of one kind this engine could not recover. Such an entity is not tried again until the engine starts anew, an operator
 * releases it, or {@code retryAfter} has passed. A failing database puts nobody here: that passes, and the entity tries again by itself.
 */
public final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
    private static final Duration REFRESH = Duration.ofSeconds(10);
    private static final int LONGEST_REASON = 2000;

    private final String kind;
    private final String engine;
    private final QuarantineTable table;
    private final Duration retryAfter;
    private final InstantSource clock;
    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private volatile Set<String> listed = Set.of();

    /**
     * An entity that is kept apart.
     *
     * @param written whether its row is in the table
     */
    public record Held(String reason, Instant since, boolean written) {}

    private Quarantine(String kind, String engine, QuarantineTable table, Duration retryAfter, InstantSource clock) {
        this.kind = kind;
        this.engine = engine;
        this.table = table;
        this.retryAfter = retryAfter;
        this.clock = clock;
    }

    /** Of {@code kind} {@code execution} or {@code node}; shown in the metrics. */
    public static Quarantine open(
            ActorSystem<?> system, String kind, QuarantineTable table, Duration retryAfter, InstantSource clock) {
        String address = system.address().toString();
        Quarantine quarantine = new Quarantine(kind, address, table, retryAfter, clock);
        EngineMetrics.of(system)
                .gauge(
                        "pureboot_quarantined",
                        "Entities that this engine could not recover and keeps apart.",
                        "kind=\"" + kind + "\"",
                        quarantine.held::size);
        system.scheduler()
                .scheduleWithFixedDelay(Duration.ZERO, REFRESH, quarantine::refresh, system.executionContext());
        return quarantine;
    }

    /** Why the entity is not to be tried now; empty when it may be. */
    public Optional<Held> held(String id) {
        Held found = held.get(id);
        if (found == null) {
            return Optional.empty();
        }
        if (found.since().plus(retryAfter).isAfter(clock.instant())) {
            return Optional.of(found);
        }
        held.remove(id, found);
        return Optional.empty();
    }

    /** A recovery has failed: for good, or because of something that passes. */
    public void failed(String id, Throwable failure) {
        Optional<String> reason = unreadable(failure);
        // One failure is told twice by Pekko.
        if (held.containsKey(id)) {
            return;
        }
        if (reason.isEmpty() && failure instanceof JournalFailureException) {
            LOG.debug("{} {}: told again", kind, id, failure);
            return;
        }
        if (reason.isEmpty()) {
            LOG.warn("{} {} cannot be recovered now: {}", kind, id, failure.toString());
            return;
        }
        LOG.error("{} {} is quarantined, its history cannot be read: {}", kind, id, reason.get());
        Held entry = new Held(reason.get(), clock.instant(), false);
        held.put(id, entry);
        write(id, entry);
    }

    /** What makes a history unreadable for good; empty for whatever may pass. */
    private static Optional<String> unreadable(Throwable failure) {
        for (Optional<Throwable> each = Optional.of(failure); each.isPresent(); each = each.map(Throwable::getCause)) {
            Throwable cause = each.get();
            if (cause instanceof NotSerializableException
                    || cause instanceof JournalGap
                    || cause instanceof UnreadableHistory) {
                String text = String.valueOf(cause.getMessage())
                        + Optional.ofNullable(cause.getCause())
                                .map(inner -> ": " + inner.getMessage())
                                .orElse("");
                return Optional.of(text.replace("\0", "").lines().findFirst().orElse(text))
                        .map(line -> line.substring(0, Math.min(line.length(), LONGEST_REASON)));
            }
        }
        return Optional.empty();
    }

    /** It was recovered: if it is in the table, it is there no more. */
    public void recovered(String id) {
        if (listed.contains(id)) {
            release(id);
        }
    }

    /** It may be tried again, here; its row is left to whoever wanted that. */
    public void forget(String id) {
        held.remove(id);
    }

    /** It is taken out of the list, and may be tried again if it is held here. */
    public CompletionStage<Boolean> release(String id) {
        forget(id);
        return table.delete(kind, id);
    }

    private void write(String id, Held entry) {
        table.put(new QuarantineRow(kind, id, entry.reason(), entry.since(), entry.since(), engine))
                .thenAccept(written -> held.replace(id, entry, new Held(entry.reason(), entry.since(), true)))
                .exceptionally(away -> {
                    // The next refresh writes it.
                    LOG.warn("{} {} cannot be entered into the table of the quarantined now", kind, id);
                    return null;
                });
    }

    private void refresh() {
        held.forEach((id, entry) -> {
            if (!entry.written()) {
                write(id, entry);
            }
        });
        table.list()
                .thenAccept(rows -> listed = rows.stream()
                        .filter(row -> row.kind().equals(kind))
                        .map(QuarantineRow::id)
                        .collect(Collectors.toUnmodifiableSet()))
                .exceptionally(away -> null);
    }
}
