package io.pureboot.engine.query;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes that come at about the same time share one transaction: while one is being committed, the next ones gather. Writes of the
 * same key keep their order, and keys are written in ascending order, so that engines never deadlock on each other's batches.
 *
 * @param <W> a write
 */
final class GroupCommit<W> {
    private static final int LARGEST = 400;

    private final Database database;
    private final Batch<W> batch;
    private final ReentrantLock lock = new ReentrantLock();
    private List<Waiting<W>> waiting = new ArrayList<>();
    private boolean busy;

    GroupCommit(Database database, Batch<W> batch) {
        this.database = database;
        this.batch = batch;
    }

    /** @return done when committed; failed, with nothing of the batch written, when the database refused or was away */
    CompletionStage<Void> write(String key, W write) {
        CompletableFuture<Void> done = new CompletableFuture<>();
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
        List<Waiting<W>> chosen;
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
        List<W> writes = chosen.stream().map(Waiting::write).toList();
        var ended = database.transaction(connection -> {
            batch.write(connection, writes);
            return true;
        });
        ended.whenComplete((ok, failure) -> {
            release();
            next();
            for (Waiting<W> each : chosen) {
                if (failure == null) {
                    each.done().complete(null);
                } else {
                    each.done().completeExceptionally(failure);
                }
            }
        });
    }

    private void release() {
        lock.lock();
        try {
            busy = false;
        } finally {
            lock.unlock();
        }
    }

    /** The first write of each key, in the order of keys; the others stay for the next transaction. */
    private List<Waiting<W>> choose() {
        Map<String, Waiting<W>> chosen = new HashMap<>();
        List<Waiting<W>> rest = new ArrayList<>();
        for (Waiting<W> each : waiting) {
            if (chosen.size() >= LARGEST || chosen.putIfAbsent(each.key(), each) != null) {
                rest.add(each);
            }
        }
        waiting = rest;
        return chosen.values().stream()
                .sorted((a, b) -> a.key().compareTo(b.key()))
                .toList();
    }

    @FunctionalInterface
    interface Batch<W> {
        void write(Connection connection, List<W> writes) throws SQLException;
    }

    private record Waiting<W>(String key, W write, CompletableFuture<Void> done) {}
}
