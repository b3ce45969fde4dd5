package io.pureboot.edge.cache;

import io.pureboot.protocol.FileHash;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/** Fetches what machines will ask for: one file at a time, and none is begun while a machine waits for one. */
final class Prefetcher {
    /** Engines name a file over and over; one that could not be had is not tried sooner again. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private static final int MOST_REMEMBERED = 1000;

    private final FileCache cache;
    private final Executor threads;
    private final Set<FileHash> wanted = new LinkedHashSet<>();
    private final Map<FileHash, Long> triedAt = new HashMap<>();
    private boolean running;

    Prefetcher(FileCache cache, Executor threads) {
        this.cache = cache;
        this.threads = threads;
    }

    synchronized void want(List<FileHash> files) {
        long now = System.nanoTime();
        triedAt.values().removeIf(at -> now - at > AGAIN.toNanos());
        files.stream()
                .filter(file -> !cache.has(file) && !triedAt.containsKey(file) && wanted.size() < MOST_REMEMBERED)
                .forEach(wanted::add);
        if (!running && !wanted.isEmpty()) {
            running = true;
            threads.execute(this::run);
        }
    }

    private void run() {
        for (Optional<FileHash> next = next(); next.isPresent(); next = next()) {
            cache.prefetch(next.get());
        }
    }

    private synchronized Optional<FileHash> next() {
        Iterator<FileHash> first = wanted.iterator();
        if (!first.hasNext()) {
            running = false;
            return Optional.empty();
        }
        FileHash file = first.next();
        first.remove();
        triedAt.put(file, System.nanoTime());
        return Optional.of(file);
    }
}
