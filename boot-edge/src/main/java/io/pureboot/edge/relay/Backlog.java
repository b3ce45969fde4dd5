package io.pureboot.edge.relay;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What of one execution is kept or about to be, oldest first. Guarded by its spool's lock. */
final class Backlog {

    private record Entry(long number, Instant keptAt, long bytes, Optional<String> eventId) {}

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final Map<String, CompletableFuture<Spool.Kept>> byEventId = new HashMap<>();

    long depth() {
        return entries.size();
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    Optional<Instant> oldest() {
        return Optional.ofNullable(entries.peekFirst()).map(Entry::keptAt);
    }

    /** The same report, when it is here already. */
    Optional<CompletableFuture<Spool.Kept>> same(Optional<String> eventId) {
        return eventId.map(byEventId::get);
    }

    void add(long number, SpooledReport report, long bytes, CompletableFuture<Spool.Kept> kept) {
        entries.addLast(new Entry(number, report.keptAt(), bytes, report.eventId()));
        report.eventId().ifPresent(id -> byEventId.put(id, kept));
    }

    boolean has(long number) {
        return entries.stream().anyMatch(entry -> entry.number() == number);
    }

    /** Forgets a report; how many bytes that frees, or empty when it is not here. */
    Optional<Long> remove(long number) {
        // It is nearly always the first: reports leave in order.
        for (var each = entries.iterator(); each.hasNext(); ) {
            Entry entry = each.next();
            if (entry.number() == number) {
                each.remove();
                entry.eventId().ifPresent(byEventId::remove);
                return Optional.of(entry.bytes());
            }
        }
        return Optional.empty();
    }
}
