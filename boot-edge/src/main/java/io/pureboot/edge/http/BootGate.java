package io.pureboot.edge.http;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.protocol.Problem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Lets so many machines' questions through to the engines at one time. The others are told 503 and when to come again, each at another time: iPXE
 * does so by itself (promise P-32), and a whole site that is switched on at once is spread over some seconds.
 */
public final class BootGate {

    private static final int LONGEST_RETRY_SECONDS = 6;

    private final int most;
    private final Counters counters;
    private final AtomicInteger inside = new AtomicInteger();

    /** @param most questions under way, at least 1 */
    public BootGate(int most, Counters counters) {
        this.most = most;
        this.counters = counters;
    }

    CompletionStage<HttpResponse> through(Supplier<CompletionStage<HttpResponse>> question) {
        if (inside.incrementAndGet() > most) {
            inside.decrementAndGet();
            counters.count(Counted.BOOT_BUSY);
            return CompletableFuture.completedFuture(busy());
        }
        return question.get().whenComplete((response, failure) -> inside.decrementAndGet());
    }

    /** Questions under way. */
    public int inside() {
        return inside.get();
    }

    private static HttpResponse busy() {
        return Answers.problem(
                Problem.of(503, "boot-storm", "Too many machines ask at once")
                        .advice("Ask again after the time in Retry-After."),
                1 + ThreadLocalRandom.current().nextInt(LONGEST_RETRY_SECONDS));
    }
}
