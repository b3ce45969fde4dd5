package io.pureboot.engine.http;

import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Problems;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * One thread for work that is only for reading and may take its time, so that it never takes a processor from machines' callbacks. Who
 * comes when too many wait is told to come again (429).
 */
final class SpareThread {
    private static final int MOST_WAITING = 64;
    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor executor;
    private final Duration patience;

    /** @param patience how long one piece of work may take */
    SpareThread(String name, Duration patience) {
        this.patience = patience;
        executor = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /** @param work asks whether it may go on */
    CompletionStage<HttpResponse> run(Function<BooleanSupplier, HttpResponse> work) {
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        long end = System.nanoTime() + patience.toNanos();
                        return work.apply(() -> System.nanoTime() < end);
                    },
                    executor);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.completedFuture(
                    Answers.problem(Problems.of("overloaded", "too many simulations wait for their turn")));
        }
    }
}
