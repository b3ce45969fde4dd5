package io.pureboot.engine.journal;

import io.pureboot.engine.metrics.EngineMetrics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Extension;
import org.apache.pekko.actor.typed.ExtensionId;

/**
 * How busy this engine's journal is: persists that are not answered yet, and how long the latest ones took from the queue to the disk.
 * Admission (promise P-5) reads it.
 */
public final class JournalLoad implements Extension {
    private static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();
    private static final ExtensionId<JournalLoad> ID = new ExtensionId<>() {
        @Override
        public JournalLoad createExtension(ActorSystem<?> system) {
            return new JournalLoad(EngineMetrics.of(system));
        }
    };

    /** The longest persist of one stretch of time. */
    private record Window(long beganAt, AtomicLong longest, long longestBefore) {}

    private final AtomicInteger unanswered = new AtomicInteger();
    private final LongAdder count = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private volatile long last;
    private volatile Window window = new Window(System.nanoTime(), new AtomicLong(), 0);

    private JournalLoad(EngineMetrics metrics) {
        String help = "Persists of events, from the queue to the disk.";
        metrics.gauge("pureboot_journal_persists_unanswered", "Persists under way.", "", unanswered::get);
        metrics.counter("pureboot_journal_persist_seconds_count", help, "", count::sum);
        metrics.counter("pureboot_journal_persist_seconds_sum", help, "", () -> nanos.sum() / 1e9);
        metrics.counter("pureboot_journal_persist_failures_total", "Persists that failed.", "", failures::sum);
        metrics.gauge("pureboot_journal_persist_last_seconds", "What the latest persist took.", "", () -> last / 1e9);
        metrics.gauge(
                "pureboot_journal_persist_max_seconds",
                "What the longest persist of the last 5 to 10 seconds took.",
                "",
                () -> longest().toNanos() / 1e9);
    }

    /** The actor system's own. */
    public static JournalLoad of(ActorSystem<?> system) {
        return ID.apply(system);
    }

    /** @return when, for {@link #ended} */
    long began() {
        unanswered.incrementAndGet();
        return System.nanoTime();
    }

    void ended(long began, boolean persisted) {
        unanswered.decrementAndGet();
        long now = System.nanoTime();
        long took = now - began;
        count.increment();
        nanos.add(took);
        if (!persisted) {
            failures.increment();
        }
        last = took;
        current(now).longest().accumulateAndGet(took, Math::max);
    }

    private Window current(long now) {
        Window seen = window;
        long age = now - seen.beganAt();
        if (age < WINDOW_NANOS) {
            return seen;
        }
        // Two that turn it over at once lose at most one of the two values that they would add.
        Window next = new Window(
                now, new AtomicLong(), age < 2 * WINDOW_NANOS ? seen.longest().get() : 0);
        window = next;
        return next;
    }

    /** Persists under way. */
    public int unanswered() {
        return unanswered.get();
    }

    /** What the longest persist that ended within the last 5 to 10 seconds took; zero when none did. */
    public Duration longest() {
        Window now = current(System.nanoTime());
        return Duration.ofNanos(Math.max(now.longest().get(), now.longestBefore()));
    }
}
