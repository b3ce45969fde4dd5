package io.pureboot.edge.relay;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spool's file: an ordered map on disk. One thread writes, opens it again and shrinks it; any thread reads and removes. A refused write (a full disk)
 * closes it by itself: all methods but {@link #openAgain} then throw {@link MVStoreException}.
 */
final class ReportStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReportStore.class);

    /** A smaller file is not worth the work, ... */
    private static final long SMALL = 16L << 20;

    /** ... nor is one of which more than an eighth is needed; ... */
    private static final int MOSTLY_UNUSED = 8;

    /** ... and nobody is kept waiting while more than this is copied. */
    private static final long MOST_COPIED = 8L << 20;

    private final Path file;

    /** Held for writing while one file takes the other's place. */
    private final ReadWriteLock place = new ReentrantReadWriteLock();

    private volatile MVStore store;
    private volatile MVMap<String, String> reports;

    private ReportStore(Path file, MVStore store) {
        this.file = file;
        this.store = store;
        this.reports = store.openMap("reports");
    }

    static ReportStore open(Path file) {
        deleteQuietly(successor(file));
        return new ReportStore(file, openStore(file));
    }

    private static MVStore openStore(Path file) {
        // Retention and compaction stay at the store's defaults: shorter ones are known to leave files that do not open
        // again.
        return new MVStore.Builder().fileName(file.toString()).cacheSize(8).open();
    }

    /** All that is there, by its key. */
    Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        reports.entrySet().forEach(entry -> all.put(entry.getKey(), entry.getValue()));
        return all;
    }

    /** The first entries whose keys begin with {@code prefix}, in the order of their keys. */
    Map<String, String> first(String prefix, int most) {
        place.readLock().lock();
        try {
            return firstNow(prefix, most);
        } finally {
            place.readLock().unlock();
        }
    }

    private Map<String, String> firstNow(String prefix, int most) {
        demandOpen();
        MVMap<String, String> map = reports;
        Map<String, String> found = new LinkedHashMap<>();
        String key = map.ceilingKey(prefix);
        while (key != null && key.startsWith(prefix) && found.size() < most) {
            String value = map.get(key);
            if (value != null) {
                found.put(key, value);
            }
            key = map.higherKey(key);
        }
        return found;
    }

    /** Puts all of them on disk; they are when this returns. */
    void write(Map<String, String> batch) {
        demandOpen();
        batch.forEach(reports::put);
        // The store's own thread may have committed them already, so that there is no further version; the sync counts.
        var unused = store.commit();
        store.sync();
    }

    /** Takes it away with the next commit. */
    void remove(String key) {
        place.readLock().lock();
        try {
            reports.remove(key);
        } finally {
            place.readLock().unlock();
        }
    }

    /**
     * Puts what is needed into a new file, which takes the old one's place, when the old one is large and hardly used: the store gives room
     * back to itself and not to the disk. Whenever the process is killed, one of the two is there, and both hold every report that is needed.
     *
     * @param needed bytes of the reports that are kept
     * @return whether it did
     */
    boolean shrink(long needed) throws IOException {
        if (store.isClosed() || needed > MOST_COPIED) {
            return false;
        }
        long size = Files.size(file);
        if (size < SMALL || needed > size / MOSTLY_UNUSED) {
            return false;
        }
        place.writeLock().lock();
        Path successor = successor(file);
        try {
            Files.deleteIfExists(successor);
            copyTo(successor);
            store.closeImmediately();
            Files.move(successor, file, StandardCopyOption.ATOMIC_MOVE);
            syncDirectory();
            openAgain(key -> true);
            LOG.info("the spool's file had {} bytes and has {} now", size, Files.size(file));
            return true;
        } finally {
            // Whatever came between: the old file is still good.
            deleteQuietly(successor);
            place.writeLock().unlock();
        }
    }

    private void copyTo(Path successor) {
        try (MVStore copy = openStore(successor)) {
            copy.<String, String>openMap("reports").putAll(all());
            var unused = copy.commit();
            copy.sync();
        }
    }

    private void syncDirectory() throws IOException {
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().resolveSibling("."))) {
            directory.force(true);
        }
    }

    private static Path successor(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            LOG.warn("{} cannot be deleted: {}", file, stays.toString());
        }
    }

    boolean hasClosedItself() {
        return store.isClosed();
    }

    private void demandOpen() {
        if (store.isClosed()) {
            // What its memory still shows is not what is on disk.
            throw DataUtils.newMVStoreException(DataUtils.ERROR_CLOSED, "the store has closed itself");
        }
    }

    /**
     * Opens it at its last good commit, if it has closed itself. What left it after that is there again.
     *
     * @param wanted what stays of it, by its key
     */
    void openAgain(Predicate<String> wanted) {
        if (store.isClosed()) {
            MVStore again = openStore(file);
            MVMap<String, String> map = again.openMap("reports");
            List<String> keys = new ArrayList<>(map.keyList());
            keys.stream().filter(key -> !wanted.test(key)).forEach(map::remove);
            store = again;
            reports = map;
        }
    }

    /** Whether a failure means that the disk is full. The store wraps what the operating system says, once or several times. */
    static boolean diskIsFull(Throwable refused) {
        for (Optional<Throwable> each = Optional.of(refused); each.isPresent(); each = each.map(Throwable::getCause)) {
            String text = String.valueOf(each.get().getMessage());
            if (each.get() instanceof IOException
                    && (text.contains("No space left")
                            || text.contains("quota")
                            || text.contains("not enough space"))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        store.close();
    }
}
