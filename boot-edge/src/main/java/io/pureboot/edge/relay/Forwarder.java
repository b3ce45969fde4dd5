package io.pureboot.edge.relay;

import io.pureboot.edge.uplink.EngineUplink;
import io.pureboot.edge.uplink.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the spool: each execution's reports in order, several executions beside each other, many reports in one request when there are
 * many. A round asks for one execution first; unless no engine could be reached the others follow, so that an engine that comes back is not
 * met by all at once and in vain.
 *
 * <p>A report leaves the spool when an engine has acknowledged it or finally rejected it (4xx except 408 and 429).
 */
public final class Forwarder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

    /** Executions forwarded at one time. */
    private static final int BESIDE = 64;

    /** As many reports make a backlog that goes in batches. */
    private static final int LARGE = 32;

    /** How long the others of a round wait for the first. */
    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(1);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration BREATH = Duration.ofMillis(20);

    /** How one execution's turn ended. */
    private enum Turn {
        EMPTIED,
        ENGINE_BUSY,
        ENGINE_AWAY
    }

    private final EngineUplink uplink;
    private final Spool spool;
    private final Envelope envelope;
    private final Settlement settlement;
    private final Batches batches;
    private final Duration longestPause;
    private final Semaphore news = new Semaphore(0);
    private final Semaphore cutShort = new Semaphore(0);
    private final Thread thread;
    private volatile boolean open = true;

    /** @param longestPause the most time between two rounds while no engine answers */
    public Forwarder(
            EngineUplink uplink, Spool spool, Envelope envelope, Settlement settlement, Duration longestPause) {
        this.uplink = uplink;
        this.spool = spool;
        this.envelope = envelope;
        this.settlement = settlement;
        this.batches = new Batches(uplink, spool, envelope, settlement);
        this.longestPause = longestPause;
        this.thread = Thread.ofVirtual().name("spool-forwarder").unstarted(this::run);
        uplink.whenBack(cutShort::release);
    }

    /** Begins, with whatever is in the spool. */
    public void start() {
        thread.start();
    }

    /** Something may be there to be forwarded. */
    void wake() {
        news.release();
    }

    @Override
    public void close() {
        open = false;
        // No interrupt: it would close the store's file under a read.
        cutShort.release();
        news.release();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(15));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        try {
            while (open) {
                List<String> executions = spool.executions();
                long begun = System.nanoTime();
                if (executions.isEmpty()) {
                    pause = FIRST_PAUSE;
                    news.acquire();
                    news.drainPermits();
                } else if (round(executions)) {
                    // What is left is on its way to the disk, and will be announced.
                    pause = FIRST_PAUSE;
                    rest(BREATH);
                } else {
                    // A round that has waited long for engines was a pause itself; what comes after it should not wait
                    // again.
                    Duration waited = Duration.ofNanos(System.nanoTime() - begun);
                    rest(longer(BREATH, jittered(pause).minus(waited)));
                    Duration doubled = pause.multipliedBy(2);
                    pause = doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
                }
            }
        } catch (InterruptedException unwanted) {
            LOG.error("the forwarder was interrupted; the spool is not emptied any more");
        }
    }

    /** Until an engine is back, at most. */
    private void rest(Duration pause) throws InterruptedException {
        if (cutShort.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            cutShort.drainPermits();
        }
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Half to all of {@code pause}: edges that lost their engine together do not come back together. */
    private static Duration jittered(Duration pause) {
        long millis = pause.toMillis();
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }

    /** Whether the next round may follow at once: all executions could be emptied, or a part of a large backlog. */
    private boolean round(List<String> executions) throws InterruptedException {
        if (spool.depth() >= LARGE && batches.known()) {
            switch (batches.forward(executions)) {
                case SOME -> {
                    return true;
                }
                case NONE, AWAY -> {
                    return false;
                }
                case UNKNOWN -> LOG.debug("single reports follow");
            }
        }
        return oneByOne(executions);
    }

    private boolean oneByOne(List<String> executions) throws InterruptedException {
        String first = executions.get(ThreadLocalRandom.current().nextInt(executions.size()));
        AtomicReference<Turn> probe = new AtomicReference<>(Turn.ENGINE_BUSY);
        Thread probing = Thread.ofVirtual().start(() -> probe.set(turn(first)));
        // An engine that is silent about one execution, whose home is being looked for, may answer for all others.
        boolean said = probing.join(PROBE_PATIENCE);
        if (said && probe.get() == Turn.ENGINE_AWAY) {
            return false;
        }
        AtomicBoolean emptied = new AtomicBoolean(true);
        Semaphore beside = new Semaphore(BESIDE);
        List<Thread> turns = new ArrayList<>(List.of(probing));
        List<String> others = new ArrayList<>(spool.executions());
        others.remove(first);
        Collections.shuffle(others);
        for (String execution : others) {
            beside.acquire();
            turns.add(Thread.ofVirtual().start(() -> {
                try {
                    if (turn(execution) != Turn.EMPTIED) {
                        emptied.set(false);
                    }
                } finally {
                    beside.release();
                }
            }));
        }
        for (Thread turn : turns) {
            turn.join();
        }
        return emptied.get() && probe.get() == Turn.EMPTIED;
    }

    private Turn turn(String execution) {
        try {
            for (Optional<Spool.Waiting> next = spool.first(execution);
                    open && next.isPresent();
                    next = spool.first(execution)) {
                Outcome outcome = uplink.send(envelope.of(next.get().report().callback()))
                        .toCompletableFuture()
                        .join();
                switch (outcome) {
                    case Outcome.Away away -> {
                        return Turn.ENGINE_AWAY;
                    }
                    case Outcome.Answered answered -> {
                        if (!settlement.settles(next.get(), answered.status(), answered.text())) {
                            return Turn.ENGINE_BUSY;
                        }
                    }
                }
            }
            return Turn.EMPTIED;
        } catch (MVStoreException broken) {
            LOG.error("the spool cannot be read: {}", broken.getMessage());
            spool.mend();
            return Turn.ENGINE_BUSY;
        }
    }
}
