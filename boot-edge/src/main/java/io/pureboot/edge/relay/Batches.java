package io.pureboot.edge.relay;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.pureboot.edge.uplink.EngineCall;
import io.pureboot.edge.uplink.EngineUplink;
import io.pureboot.edge.uplink.Outcome;
import io.pureboot.protocol.CallbackBatch;
import io.pureboot.protocol.CallbackBatchAnswer;
import io.pureboot.protocol.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Forwards a large backlog: many reports in one request, the first ones of many executions, each execution's in order. */
final class Batches {
    private static final Logger LOG = LoggerFactory.getLogger(Batches.class);

    private static final int MOST_OF_ONE_EXECUTION = 10;
    private static final int MOST_REPORTS = 200;
    private static final long MOST_BYTES = 1 << 20;
    private static final int BESIDE = 4;

    /** How long engines that know no batches are sent single reports. */
    private static final Duration UNKNOWN_FOR = Duration.ofMinutes(1);

    /** How a round has ended. */
    enum Round {
        /** Something has left the spool. */
        SOME,
        /** Engines answer, and decide on nothing. */
        NONE,
        /** No engine answers. */
        AWAY,
        /** The engines know no batches. */
        UNKNOWN
    }

    private final EngineUplink uplink;
    private final Spool spool;
    private final Envelope envelope;
    private final Settlement settlement;
    private volatile boolean known = true;
    private volatile long unknownAt;

    Batches(EngineUplink uplink, Spool spool, Envelope envelope, Settlement settlement) {
        this.uplink = uplink;
        this.spool = spool;
        this.envelope = envelope;
        this.settlement = settlement;
    }

    /** Whether engines are believed to know batches. */
    boolean known() {
        return known || System.nanoTime() - unknownAt > UNKNOWN_FOR.toNanos();
    }

    /** Forwards the first reports of all executions: one batch first, the others beside each other when it was answered. */
    Round forward(List<String> executions) throws InterruptedException {
        List<String> shuffled = new ArrayList<>(executions);
        Collections.shuffle(shuffled);
        Queue<String> left = new ConcurrentLinkedQueue<>(shuffled);
        Round first = one(left);
        if (first == Round.AWAY || first == Round.UNKNOWN) {
            return first;
        }
        AtomicBoolean some = new AtomicBoolean(first == Round.SOME);
        List<Thread> hands = new ArrayList<>();
        for (int i = 0; i < BESIDE && !left.isEmpty(); i++) {
            hands.add(Thread.ofVirtual().start(() -> {
                Round round = Round.SOME;
                while (!left.isEmpty() && round != Round.AWAY && round != Round.UNKNOWN) {
                    round = one(left);
                    if (round == Round.SOME) {
                        some.set(true);
                    }
                }
            }));
        }
        for (Thread hand : hands) {
            hand.join();
        }
        return some.get() ? Round.SOME : Round.NONE;
    }

    private Round one(Queue<String> left) {
        try {
            List<Spool.Waiting> batch = pack(left);
            return batch.isEmpty() ? Round.NONE : send(batch);
        } catch (MVStoreException broken) {
            LOG.error("the spool cannot be read: {}", broken.getMessage());
            spool.mend();
            return Round.NONE;
        }
    }

    private List<Spool.Waiting> pack(Queue<String> left) {
        List<Spool.Waiting> batch = new ArrayList<>();
        long bytes = 0;
        while (batch.size() < MOST_REPORTS && bytes < MOST_BYTES) {
            Optional<String> execution = Optional.ofNullable(left.poll());
            if (execution.isEmpty()) {
                break;
            }
            for (Spool.Waiting waiting : spool.first(execution.get(), MOST_OF_ONE_EXECUTION)) {
                if (batch.size() < MOST_REPORTS && bytes < MOST_BYTES) {
                    batch.add(waiting);
                    bytes += waiting.report().body().length();
                }
            }
        }
        return batch;
    }

    private Round send(List<Spool.Waiting> batch) {
        List<CallbackBatch.Item> items =
                batch.stream().map(waiting -> waiting.report().item()).toList();
        EngineCall call = EngineCall.ofEdge("POST", "/api/v1/callbacks/batch", json(new CallbackBatch(items)))
                .with(envelope.headers())
                .patient();
        return switch (uplink.send(call).toCompletableFuture().join()) {
            case Outcome.Away away -> Round.AWAY;
            case Outcome.Answered answered when answered.status() == 200 -> settle(batch, answered);
            case Outcome.Answered answered when answered.passing() -> Round.NONE;
            case Outcome.Answered answered -> unknown("with " + answered.status());
        };
    }

    private Round unknown(String how) {
        LOG.info("an engine answers a batch {}; reports go one by one", how);
        unknownAt = System.nanoTime();
        known = false;
        return Round.UNKNOWN;
    }

    private Round settle(List<Spool.Waiting> batch, Outcome.Answered answered) {
        List<CallbackBatchAnswer.Result> results;
        try {
            results = Json.mapper()
                    .readValue(answered.text(), CallbackBatchAnswer.class)
                    .results();
        } catch (JsonProcessingException unread) {
            return unknown("with what cannot be read: " + unread.getOriginalMessage());
        }
        known = true;
        Set<String> stopped = new HashSet<>();
        boolean some = false;
        for (int i = 0; i < Math.min(batch.size(), results.size()); i++) {
            Spool.Waiting waiting = batch.get(i);
            String execution = waiting.report().execution();
            if (stopped.contains(execution)) {
                continue;
            }
            CallbackBatchAnswer.Result result = results.get(i);
            if (settlement.settles(waiting, result.status(), result.problem().orElse(""))) {
                some = true;
            } else {
                stopped.add(execution);
            }
        }
        return some ? Round.SOME : Round.NONE;
    }

    private static String json(CallbackBatch batch) {
        try {
            return Json.mapper().writeValueAsString(batch);
        } catch (JsonProcessingException unwritten) {
            throw new IllegalStateException("a batch is always JSON", unwritten);
        }
    }
}
