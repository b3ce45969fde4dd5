package io.pureboot.edge.uplink;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One request on its way to an answer, of whichever engine. The next engine is asked as soon as one cannot be reached, answers 5xx or says
 * nothing for too long, and beside one that takes long; the first answer that is none of 5xx holds. A connection that breaks is tried again,
 * after a pause, a few times: it may have been an idle one that the engine has closed.
 */
final class Pursuit {
    private static final int REPETITIONS = 2;
    private static final long REPETITION_MILLIS = 40;

    /**
     * What all requests share.
     *
     * @param winner is told which engine has answered
     */
    record Means(
            UplinkSettings settings,
            Counters counters,
            Hedges hedges,
            ScheduledExecutorService timers,
            Consumer<EngineLine> winner) {}

    private record Ask(long at, CompletableFuture<HttpResponse<byte[]>> sent) {}

    private final Means means;
    private final List<EngineLine> order;
    private final boolean urgent;
    private final Function<EngineLine, CompletableFuture<HttpResponse<byte[]>>> send;
    private final long begun = System.nanoTime();
    private final CompletableFuture<Outcome> result = new CompletableFuture<>();
    private final Map<EngineLine, Ask> underWay = new HashMap<>();
    private int position;
    private int asked;
    private int repetitions = REPETITIONS;
    private int pausing;
    private Outcome best = new Outcome.Away("no engine has answered for a while");

    /**
     * @param order in which the engines are asked
     * @param urgent whether another one is asked as well when one takes long
     */
    Pursuit(
            Means means,
            List<EngineLine> order,
            boolean urgent,
            Function<EngineLine, CompletableFuture<HttpResponse<byte[]>>> send) {
        this.means = means;
        this.order = order;
        this.urgent = urgent;
        this.send = send;
    }

    /** Begins; completes normally in every case. */
    synchronized CompletableFuture<Outcome> start() {
        goOn();
        return result;
    }

    /** Asks the next engine; without one, and when nothing is under way any more, this is the end. */
    private void goOn() {
        if (!asksNext() && underWay.isEmpty() && pausing == 0) {
            result.complete(best);
        }
    }

    private boolean asksNext() {
        while (position < order.size() && !late()) {
            EngineLine line = order.get(position++);
            if (line.admits(System.nanoTime())) {
                ask(line);
                return true;
            }
        }
        return false;
    }

    private boolean late() {
        return System.nanoTime() - begun > means.settings().totalTimeout().toNanos();
    }

    private void ask(EngineLine line) {
        if (asked++ > 0) {
            means.counters().count(Counted.ENGINE_FAILOVERS);
        }
        Ask ask = new Ask(System.nanoTime(), send.apply(line));
        underWay.put(line, ask);
        var unused = ask.sent().whenComplete((response, failure) -> {
            if (failure == null) {
                answered(line, ask, response);
            } else {
                failed(line, ask, failure);
            }
        });
        watch(line, ask);
    }

    /** Looks after a while whether this engine still owes its answer. */
    private void watch(EngineLine line, Ask ask) {
        if (urgent && position < order.size() && !result.isDone()) {
            var unused = means.timers()
                    .schedule(
                            () -> takesLong(line, ask),
                            means.settings().hedgeAfter().toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void takesLong(EngineLine line, Ask ask) {
        if (result.isDone() || !ask.equals(underWay.get(line))) {
            return;
        }
        if (line.overtaken() || means.hedges().take()) {
            asksNext();
        } else {
            watch(line, ask);
        }
    }

    private synchronized void answered(EngineLine line, Ask ask, HttpResponse<byte[]> response) {
        line.answered(System.nanoTime());
        underWay.remove(line, ask);
        if (result.isDone()) {
            return;
        }
        Outcome.Answered answer = new Outcome.Answered(
                response.statusCode(),
                header(response, "Content-Type"),
                header(response, "Retry-After"),
                Bytes.owned(response.body()));
        if (answer.status() < 500) {
            means.winner().accept(line);
            result.complete(answer);
            underWay.forEach((other, earlier) -> {
                if (earlier.at() - ask.at() < 0) {
                    other.overtaken(earlier.at());
                }
            });
            Map.copyOf(underWay).values().forEach(other -> other.sent().cancel(true));
        } else {
            // The first engine's own 5xx says more than that another one is away.
            best = best instanceof Outcome.Answered ? best : answer;
            goOn();
        }
    }

    private synchronized void failed(EngineLine line, Ask ask, Throwable failure) {
        underWay.remove(line, ask);
        if (result.isDone()) {
            return;
        }
        long now = System.nanoTime();
        switch (Trouble.of(failure)) {
            case UNREACHABLE -> line.unreachable(now);
            case SILENT -> line.silent(ask.at(), now);
            case UNSENDABLE -> position = order.size();
            case BROKEN -> {
                if (repetitions > 0 && !late()) {
                    repetitions--;
                    repeatSoon(line);
                    return;
                }
                line.unreachable(now);
            }
        }
        best = best instanceof Outcome.Answered ? best : new Outcome.Away(line.url() + ": " + Trouble.cause(failure));
        goOn();
    }

    private void repeatSoon(EngineLine line) {
        pausing++;
        long pause = REPETITION_MILLIS / 2 + ThreadLocalRandom.current().nextLong(REPETITION_MILLIS);
        var unused = means.timers()
                .schedule(
                        () -> {
                            synchronized (this) {
                                pausing--;
                                if (!result.isDone()) {
                                    ask(line);
                                }
                            }
                        },
                        pause,
                        TimeUnit.MILLISECONDS);
    }

    private static Optional<String> header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name);
    }
}
