package io.pureboot.engine.dispatch;

import com.typesafe.config.Config;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Lets in what people want to look at, a few at a time and so many a second, so that machines' callbacks never wait for it: threads of its
 * own, few reads of the database at once, a line that is bounded. Whoever comes while nobody waits is let in at once.
 */
public final class PreviewGate {
    private static final double NANOS = 1e9;

    private final int atOnce;
    private final int waiting;
    private final int perSecond;
    private final ScheduledThreadPoolExecutor threads;
    private final Deque<Runnable> line = new ArrayDeque<>();
    private int running;
    /** How many may begin now; grows by {@code perSecond} each second, up to {@code atOnce}. */
    private double tokens;

    private long filledAt = System.nanoTime();
    private boolean woken;

    /**
     * A gate.
     *
     * @param threads that render and compare
     * @param atOnce how many may be under way, their reads included; also how many may begin at the same moment
     * @param waiting how many more may wait
     * @param perSecond how many begin in a second when more are asked for
     */
    public PreviewGate(int threads, int atOnce, int waiting, int perSecond) {
        this.atOnce = atOnce;
        this.waiting = waiting;
        this.perSecond = perSecond;
        this.tokens = atOnce;
        this.threads = threads(threads);
    }

    /** Reads the keys {@code pureboot.engine.preview.*}. */
    public static PreviewGate read(Config section) {
        return new PreviewGate(
                Math.max(1, section.getInt("threads")),
                Math.max(1, section.getInt("at-once")),
                Math.max(0, section.getInt("waiting")),
                Math.max(1, section.getInt("per-second")));
    }

    private static ScheduledThreadPoolExecutor threads(int count) {
        AtomicInteger made = new AtomicInteger();
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(count, work -> {
            Thread thread = new Thread(work, "preview-" + made.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.setKeepAliveTime(10, TimeUnit.SECONDS);
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** The threads that what was let in may use. */
    Executor threads() {
        return threads;
    }

    /** Begins the work when its turn comes; empty when the line is full. */
    <T> Optional<CompletionStage<T>> admit(Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable turn = () -> begin(work, result);
        synchronized (this) {
            if (!line.isEmpty() || !place()) {
                if (line.size() >= waiting) {
                    return Optional.empty();
                }
                line.addLast(turn);
                wakeInTime();
                return Optional.of(result);
            }
        }
        turn.run();
        return Optional.of(result);
    }

    private <T> void begin(Supplier<CompletionStage<T>> work, CompletableFuture<T> result) {
        CompletionStage<T> stage;
        try {
            stage = work.get();
        } catch (RuntimeException bug) {
            stage = CompletableFuture.failedStage(bug);
        }
        var unused = stage.whenComplete((value, failure) -> {
            left();
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    private synchronized void left() {
        running--;
        advance();
    }

    /** On threads of the gate's own: whoever has just finished must not begin all that wait, one within the other. */
    private synchronized void advance() {
        while (!line.isEmpty() && place()) {
            threads.execute(line.removeFirst());
        }
        wakeInTime();
    }

    /** Takes a place if there is one. */
    private boolean place() {
        long now = System.nanoTime();
        tokens = Math.min(atOnce, tokens + (now - filledAt) / NANOS * perSecond);
        filledAt = now;
        if (running >= atOnce || tokens < 1) {
            return false;
        }
        tokens--;
        running++;
        return true;
    }

    /** Whoever waits for time alone is called by the clock; whoever waits for a place, by the one who leaves it. */
    private void wakeInTime() {
        if (line.isEmpty() || running >= atOnce || woken) {
            return;
        }
        woken = true;
        var unused =
                threads.schedule(this::wake, (long) Math.ceil((1 - tokens) / perSecond * NANOS), TimeUnit.NANOSECONDS);
    }

    private synchronized void wake() {
        woken = false;
        advance();
    }
}
