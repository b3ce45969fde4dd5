package io.pureboot.engine.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes that come at about the same time share one transaction: while one is being committed, the next ones gather. Writes of the
 * same key keep their order, and keys are written in ascending order, so that engines never deadlock on each other's batches.
 *
 * <p>Rows of read tables are written at leisure: a later row of the same key takes the place of one that still waits, and between two
 * transactions there is a rest in which rows gather. A machine that hurries through its steps costs a few row versions so, not one a
 * step; lists lag behind by that rest at most.
 *
 * @param <W> a write
 */
final class GroupCommit<W> {
    private static final int LARGEST = 1000;

    private final Database database;
    private final Batch<W> batch;
    private final Duration rest;
    private final ReentrantLock lock = new ReentrantLock();
    private List<Waiting<W>> waiting = new ArrayList<>();
    private boolean busy;

    private GroupCommit(Database database, Batch<W> batch, Duration rest) {
        this.database = database;
        this.batch = batch;
        this.rest = rest;
    }

    /** Every write counts, and is waited for. */
    static <W> GroupCommit<W> atOnce(Database database, Batch<W> batch) {
        return new GroupCommit<>(database, batch, Duration.ZERO);
    }

    /** Only the last write of a key counts, and nobody waits for it. */
    static <W> GroupCommit<W> atLeisure(Database database, Batch<W> batch, Duration rest) {
        return new GroupCommit<>(database, batch, rest);
    }

    /** @return done when committed; failed, with nothing of the batch written, when the database refused or was away */
    CompletionStage<Committed> write(String key, W write) {
        CompletableFuture<Committed> done = new CompletableFuture<>();
        lock.lock();
        try {
            waiting.add(new Waiting<>(key, write, done));
        } finally {
            lock.unlock();
        }
        next();
        return done;
    }

    private void next() {
        List<Turn<W>> chosen;
        lock.lock();
        try {
            if (busy || waiting.isEmpty()) {
                return;
            }
            busy = true;
            chosen = choose();
        } finally {
            lock.unlock();
        }
        List<W> writes = chosen.stream().map(Turn::write).toList();
        var ended = database.transaction(connection -> {
            batch.write(connection, writes);
            return true;
        });
        ended.whenComplete((ok, failure) -> {
            restThenNext();
            chosen.stream().flatMap(turn -> turn.done().stream()).forEach(done -> {
                if (failure == null) {
                    done.complete(new Committed());
                } else {
                    done.completeExceptionally(failure);
                }
            });
        });
    }

    private void restThenNext() {
        if (rest.isZero()) {
            release();
        } else {
            CompletableFuture.delayedExecutor(rest.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                    .execute(this::release);
        }
    }

    private void release() {
        lock.lock();
        try {
            busy = false;
        } finally {
            lock.unlock();
        }
        next();
    }

    /** What is written now, in the order of keys; the others stay for the next transaction. */
    private List<Turn<W>> choose() {
        Map<String, Turn<W>> chosen = new TreeMap<>();
        List<Waiting<W>> later = new ArrayList<>();
        for (Waiting<W> each : waiting) {
            Turn<W> earlier = chosen.get(each.key());
            if (earlier == null ? chosen.size() < LARGEST : onlyTheLastCounts()) {
                chosen.put(each.key(), each.after(Optional.ofNullable(earlier)));
            } else {
                later.add(each);
            }
        }
        waiting = later;
        return List.copyOf(chosen.values());
    }

    private boolean onlyTheLastCounts() {
        return !rest.isZero();
    }

    @FunctionalInterface
    interface Batch<W> {
        void write(Connection connection, List<W> writes) throws SQLException;
    }

    private record Waiting<W>(String key, W write, CompletableFuture<Committed> done) {
        /** In place of an earlier write, whose waiters then wait for this one. */
        Turn<W> after(Optional<Turn<W>> earlier) {
            List<CompletableFuture<Committed>> all = new ArrayList<>();
            earlier.ifPresent(turn -> all.addAll(turn.done()));
            all.add(done);
            return new Turn<>(write, all);
        }
    }

    /** A key's turn in a transaction. */
    private record Turn<W>(W write, List<CompletableFuture<Committed>> done) {}
}
