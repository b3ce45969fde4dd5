package io.pureboot.edge.cache;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.uplink.EngineUplink;
import io.pureboot.protocol.FileHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The files that this edge has, and those that it is fetching. Safe from any thread. */
public final class FileCache implements AutoCloseable {
    private final CacheSettings settings;
    private final EngineUplink uplink;
    private final Counters counters;
    private final Shelf shelf;
    private final Map<FileHash, CompletableFuture<Fetched>> underWay = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

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

    /** Bytes on disk. */
    public long bytes() {
        return shelf.bytes();
    }

    /** The file, fetched first if it is not here. However many ask at the same time, it is fetched once; the stage never fails. */
    public CompletionStage<Fetched> get(FileHash hash) {
        Optional<Path> here = shelf.find(hash);
        if (here.isPresent()) {
            counters.count(Counted.CACHE_HIT);
            return CompletableFuture.completedFuture(new Fetched.Here(here.get()));
        }
        CompletableFuture<Fetched> mine = new CompletableFuture<>();
        CompletableFuture<Fetched> others = underWay.putIfAbsent(hash, mine);
        if (others != null) {
            return others.copy();
        }
        threads.execute(() -> {
            Fetched fetched = fetch(hash);
            underWay.remove(hash, mine);
            mine.complete(fetched);
        });
        return mine.copy();
    }

    private Fetched fetch(FileHash hash) {
        // It may have come between the look and the entry.
        Optional<Path> here = shelf.find(hash);
        Fetched fetched = here.isPresent()
                ? new Fetched.Here(here.get())
                : new Fetch(hash, uplink, shelf, settings.stall(), threads).run();
        counters.count(fetched instanceof Fetched.Here ? Counted.CACHE_FETCHED : Counted.CACHE_NOT_FETCHED);
        return fetched;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
