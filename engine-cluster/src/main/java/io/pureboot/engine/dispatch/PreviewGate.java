package io.pureboot.engine.dispatch;

import com.typesafe.config.Config;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Lets in what people want to look at, a few at a time, so that machines' callbacks never wait for it: threads of its own, few reads of the
 * database at once, a line that is bounded.
 */
public final class PreviewGate {
    private final int atOnce;
    private final int waiting;
    private final Executor threads;
    private final Deque<Runnable> line = new ArrayDeque<>();
    private int running;

    /**
     * A gate.
     *
     * @param threads that render and compare
     * @param atOnce how many may be under way, their reads included
     * @param waiting how many more may wait
     */
    public PreviewGate(int threads, int atOnce, int waiting) {
        this.atOnce = atOnce;
        this.waiting = waiting;
        this.threads = threads(threads);
    }

    /** Reads the keys {@code pureboot.engine.preview.*}. */
    public static PreviewGate read(Config section) {
        return new PreviewGate(
                Math.max(1, section.getInt("threads")),
                Math.max(1, section.getInt("at-once")),
                Math.max(0, section.getInt("waiting")));
    }

    private static Executor threads(int count) {
        AtomicInteger made = new AtomicInteger();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(count, count, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "preview-" + made.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
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
            if (running >= atOnce) {
                if (line.size() >= waiting) {
                    return Optional.empty();
                }
                line.addLast(turn);
                return Optional.of(result);
            }
            running++;
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
            next();
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    /** On a thread of the gate's own: whoever has just finished must not begin all that wait, one within the other. */
    private void next() {
        Runnable turn;
        synchronized (this) {
            if (line.isEmpty()) {
                running--;
                return;
            }
            turn = line.removeFirst();
        }
        threads.execute(turn);
    }
}
