package io.pureboot.edge.cache;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.uplink.EngineUplink;
import io.pureboot.protocol.EdgeHeartbeat;
import io.pureboot.protocol.FileHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that this edge has, and those that it is fetching. What an earlier edge has left is verified once before anybody gets a byte of it,
 * and again when it was written to. Safe from any thread.
 */
public final class FileCache implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileCache.class);

    private final CacheSettings settings;
    private final EngineUplink uplink;
    private final Counters counters;
    private final Shelf shelf;
    private final Map<FileHash, CompletableFuture<Fetched>> underWay = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Prefetcher prefetcher = new Prefetcher(this, threads);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private int awaited;

    private FileCache(CacheSettings settings, EngineUplink uplink, Counters counters, Shelf shelf) {
        this.settings = settings;
        this.uplink = uplink;
        this.counters = counters;
        this.shelf = shelf;
    }

    /** Opens the cache with what an earlier edge has left there; parts of files are thrown away. */
    public static FileCache open(CacheSettings settings, EngineUplink uplink, Counters counters) throws IOException {
        Files.createDirectories(settings.directory());
        return new FileCache(settings, uplink, counters, Shelf.open(settings.directory(), settings.maxBytes()));
    }

    /** What is here. */
    public EdgeHeartbeat.Cache state() {
        return new EdgeHeartbeat.Cache(shelf.files(), shelf.bytes(), shelf.maxBytes());
    }

    /** Bytes on disk. */
    public long bytes() {
        return shelf.bytes();
    }

    boolean has(FileHash hash) {
        return shelf.has(hash);
    }

    /** Has files fetched that machines will ask for, when no machine waits for one. */
    public void prefetch(List<FileHash> files) {
        prefetcher.want(files);
    }

    /** The file, fetched first if it is not here. However many ask at the same time, it is fetched once; the stage never fails. */
    public CompletionStage<Fetched> get(FileHash hash) {
        Optional<Shelf.Found> here = shelf.find(hash).filter(Shelf.Found::verified);
        if (here.isPresent()) {
            counters.count(Counted.CACHE_HIT);
            return CompletableFuture.completedFuture(new Fetched.Here(here.get().file()));
        }
        count(1);
        return shared(hash).copy().whenComplete((fetched, failure) -> count(-1));
    }

    /** The same, when nobody else waits for a file; blocks. */
    void prefetch(FileHash hash) {
        awaitIdle();
        if (!shelf.has(hash) && shared(hash).join() instanceof Fetched.Here) {
            counters.count(Counted.CACHE_PREFETCHED);
        }
    }

    private CompletableFuture<Fetched> shared(FileHash hash) {
        CompletableFuture<Fetched> mine = new CompletableFuture<>();
        CompletableFuture<Fetched> others = underWay.putIfAbsent(hash, mine);
        if (others != null) {
            return others;
        }
        threads.execute(() -> {
            Fetched fetched = fetch(hash);
            underWay.remove(hash, mine);
            mine.complete(fetched);
        });
        return mine;
    }

    private Fetched fetch(FileHash hash) {
        // It may have come between the look and the entry, or lie here from earlier.
        Optional<Path> here = shelf.find(hash)
                .filter(found -> found.verified() || proves(found.file(), hash))
                .map(Shelf.Found::file);
        if (here.isPresent()) {
            counters.count(Counted.CACHE_HIT);
            return new Fetched.Here(here.get());
        }
        Fetched fetched = new Fetch(hash, uplink, shelf, settings.stall(), threads).run();
        counters.count(fetched instanceof Fetched.Here ? Counted.CACHE_FETCHED : Counted.CACHE_NOT_FETCHED);
        return fetched;
    }

    /** Whether a file that lies here is what its name says; one that is not is thrown away. */
    private boolean proves(Path file, FileHash hash) {
        try {
            if (Sha256.of(file).equals(hash.hex())) {
                shelf.verified(hash);
                return true;
            }
            LOG.error("{} is broken on this edge's disk, and is fetched again", hash);
            counters.count(Counted.CACHE_BROKEN);
            shelf.discard(hash);
            return false;
        } catch (IOException unreadable) {
            LOG.error("{} cannot be read from this edge's disk: {}", hash, unreadable.toString());
            return false;
        }
    }

    private void count(int change) {
        lock.lock();
        try {
            awaited += change;
            idle.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitIdle() {
        lock.lock();
        try {
            while (awaited > 0) {
                idle.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
