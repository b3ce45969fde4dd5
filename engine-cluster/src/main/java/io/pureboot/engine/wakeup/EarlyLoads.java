package io.pureboot.engine.wakeup;

import io.pureboot.engine.query.Wakeups;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which entities a sweeper loads before their rows are due: each row once, no more at a time than are needed for all to be in memory in
 * time. All moments are by {@link System#nanoTime}. What it knows is bounded; rows beyond that are left to be woken when they are due.
 * Used by one sweeper only, never by two threads.
 */
final class EarlyLoads {
    /** From when a row that was loaded is due, until its entity is woken like any other. */
    static final Duration LEFT_TO_TIMER = Duration.ofSeconds(2);

    private static final int KNOWN_LOOKS = 50;
    private static final int WAITING_LOOKS = 20;
    /** This part of the time ahead is a reserve: recovery takes a while, and so may the journal. */
    private static final int RESERVE = 5;

    private final SweepSettings settings;
    private final Deque<Ahead> waiting = new ArrayDeque<>();
    private final Map<String, Ahead> loaded = new LinkedHashMap<>();
    private Optional<Wakeups.Row> last = Optional.empty();

    private record Ahead(String entity, Instant wakeAt, long due) {}

    EarlyLoads(SweepSettings settings) {
        this.settings = settings;
    }

    /** Whether more rows may be read now. */
    boolean hasRoom() {
        long limit = settings.limit();
        return settings.ahead().isPositive()
                && waiting.size() < WAITING_LOOKS * limit
                && waiting.size() + loaded.size() < KNOWN_LOOKS * limit;
    }

    /** The last row that was read: the next ones come after it. */
    Optional<Wakeups.Row> last() {
        return last;
    }

    /** Rows that were read just now, in the order of their moments. */
    void found(List<Wakeups.Row> rows, long now) {
        for (Wakeups.Row row : rows) {
            waiting.add(new Ahead(row.entity(), row.wakeAt(), now + row.rest().toNanos()));
            last = Optional.of(row);
        }
    }

    /** Whom to load in this look: as few as suffice for each to be loaded in time, when as many are loaded in each look that follows. */
    List<String> next(long now) {
        forget(now);
        while (!waiting.isEmpty() && waiting.getFirst().due() - now <= 0) {
            waiting.removeFirst();
        }
        List<String> entities = new ArrayList<>();
        for (int rest = Math.min(needed(now), waiting.size()); rest > 0; rest--) {
            Ahead each = waiting.removeFirst();
            // Anew, so that they stay in the order of their moments.
            loaded.remove(each.entity());
            loaded.put(each.entity(), each);
            entities.add(each.entity());
        }
        return entities;
    }

    private int needed(long now) {
        long reserve = settings.ahead().dividedBy(RESERVE).toNanos();
        long every = Math.max(1, settings.every().toNanos());
        long needed = 0;
        long place = 0;
        for (Ahead each : waiting) {
            place++;
            long looks = Math.max(1, (each.due() - reserve - now) / every);
            needed = Math.max(needed, Math.ceilDiv(place, looks));
        }
        return (int) Math.min(needed, settings.limit());
    }

    /** Whether this due row is that of an entity that was loaded, and whose own timer has a moment yet. */
    boolean leaves(Wakeups.Row row, long now) {
        Ahead known = loaded.get(row.entity());
        return known != null && known.wakeAt().equals(row.wakeAt()) && now - known.due() < LEFT_TO_TIMER.toNanos();
    }

    /** How many of those that were loaded are due and left to their timers. */
    int leftToTheirTimers(long now) {
        forget(now);
        int due = 0;
        for (Ahead each : loaded.values()) {
            if (each.due() - now > 0) {
                break;
            }
            due++;
        }
        return due;
    }

    private void forget(long now) {
        Iterator<Ahead> oldest = loaded.values().iterator();
        while (oldest.hasNext() && now - oldest.next().due() >= LEFT_TO_TIMER.toNanos()) {
            oldest.remove();
        }
    }
}
