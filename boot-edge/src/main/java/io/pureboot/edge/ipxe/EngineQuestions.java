package io.pureboot.edge.ipxe;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.edge.uplink.EngineCall;
import io.pureboot.edge.uplink.EngineUplink;
import io.pureboot.edge.uplink.Outcome;
import io.pureboot.protocol.BootAnswer;
import io.pureboot.protocol.BootBatch;
import io.pureboot.protocol.BootBatchAnswer;
import io.pureboot.protocol.BootBatchAnswer.Result;
import io.pureboot.protocol.BootRequest;
import io.pureboot.protocol.Json;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Machines' questions on their way to the engines. While few are under way each goes at once and alone. When more come, they wait for each other, for a
 * few milliseconds at most, and go together in one request: a site that is switched on at once costs edge and engine a fraction of it.
 */
final class EngineQuestions {
    private static final Logger LOG = LoggerFactory.getLogger(EngineQuestions.class);

    /** How long engines that know no batches are asked one by one. */
    private static final Duration UNKNOWN_FOR = Duration.ofMinutes(1);

    private record Waiting(BootRequest request, CompletableFuture<EngineWord> word) {}

    private final EngineUplink uplink;
    private final int few;
    private final Executor soon;
    private final Queue<Waiting> waiting = new ArrayDeque<>();
    private int underWay;
    private boolean timed;
    private boolean batches = true;
    private long unknownAt;

    EngineQuestions(EngineUplink uplink, Gathering gathering) {
        this.uplink = uplink;
        this.few = gathering.few();
        // Not the actor system's scheduler: its wheel turns every 10 ms, longer than the wait.
        this.soon = CompletableFuture.delayedExecutor(gathering.longestWait().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Asks; completes normally in every case. */
    CompletionStage<EngineWord> ask(BootRequest request) {
        Waiting asked = new Waiting(request, new CompletableFuture<>());
        send(joined(asked));
        return asked.word();
    }

    /** What is to be sent now that this one has come. */
    private synchronized List<Waiting> joined(Waiting asked) {
        waiting.add(asked);
        if (underWay < few || waiting.size() >= BootBatch.MOST || !batchesKnown()) {
            return taken();
        }
        if (!timed) {
            timed = true;
            soon.execute(() -> send(waitedEnough()));
        }
        return List.of();
    }

    private synchronized List<Waiting> waitedEnough() {
        timed = false;
        return taken();
    }

    private synchronized List<Waiting> returned() {
        underWay--;
        return underWay < few ? taken() : List.of();
    }

    /** All that wait: never more than a batch may have, as the last one that fits takes all with it. */
    private List<Waiting> taken() {
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        underWay += all.isEmpty() ? 0 : 1;
        return all;
    }

    private boolean batchesKnown() {
        return batches || System.nanoTime() - unknownAt > UNKNOWN_FOR.toNanos();
    }

    private synchronized void batches(boolean known) {
        batches = known;
        unknownAt = System.nanoTime();
    }

    private void send(List<Waiting> together) {
        if (together.isEmpty()) {
            return;
        }
        CompletionStage<?> sent = together.size() == 1 ? alone(together.getFirst()) : batch(together);
        sent.whenComplete((done, failure) -> send(returned()));
    }

    private CompletionStage<?> alone(Waiting one) {
        return uplink.send(EngineCall.ofEdge("POST", "/api/v1/boot", json(one.request())))
                .thenApply(outcome -> word(one.request(), outcome))
                .thenAccept(one.word()::complete);
    }

    private static EngineWord word(BootRequest request, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Answered answered
            when answered.status() == 200 -> {
                try {
                    yield new EngineWord.Answer(Json.mapper().readValue(answered.text(), BootAnswer.class));
                } catch (JsonProcessingException unread) {
                    LOG.warn(
                            "the engine's answer for {} cannot be read: {}",
                            request.mac(),
                            unread.getOriginalMessage());
                    yield new EngineWord.None("the engine's answer cannot be read");
                }
            }
            case Outcome.Answered answered -> {
                LOG.warn("the engine answers {} for {}: {}", answered.status(), request.mac(), answered.text());
                yield new EngineWord.None("the engine answers " + answered.status());
            }
            case Outcome.Away away -> new EngineWord.None("no engine answers");
        };
    }

    private CompletionStage<?> batch(List<Waiting> together) {
        List<BootRequest> requests = together.stream().map(Waiting::request).toList();
        return uplink.send(EngineCall.ofEdge("POST", "/api/v1/boot/batch", json(new BootBatch(requests))))
                .thenAccept(outcome -> {
                    switch (outcome) {
                        case Outcome.Away away ->
                            together.forEach(one -> one.word().complete(new EngineWord.None("no engine answers")));
                        case Outcome.Answered answered -> tell(together, results(answered, together.size()));
                    }
                });
    }

    /** Those that have no answer of their own are asked alone: to them the engine says why, or another one is asked. */
    private void tell(List<Waiting> together, List<Result> results) {
        for (int i = 0; i < together.size(); i++) {
            Waiting one = together.get(i);
            if (i < results.size() && results.get(i).answer().isPresent()) {
                one.word()
                        .complete(new EngineWord.Answer(results.get(i).answer().get()));
            } else {
                alone(one);
            }
        }
    }

    /** As many as were asked; none when the engine does not say so. */
    private List<Result> results(Outcome.Answered answered, int asked) {
        if (answered.status() == 200) {
            try {
                List<Result> results = Json.mapper()
                        .readValue(answered.text(), BootBatchAnswer.class)
                        .results();
                batches(true);
                return results.size() == asked ? results : List.of();
            } catch (JsonProcessingException unread) {
                LOG.warn("the engine's answer to a batch cannot be read: {}", unread.getOriginalMessage());
            }
        } else if (!answered.passing()) {
            LOG.info("an engine answers a batch with {}; machines' questions go one by one", answered.status());
            batches(false);
        }
        return List.of();
    }

    private static String json(Object body) {
        try {
            return Json.mapper().writeValueAsString(body);
        } catch (JsonProcessingException unwritten) {
            throw new IllegalStateException("a boot request is always JSON", unwritten);
        }
    }
}
