package io.pureboot.edge.relay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * The spool's file: an ordered map on disk. One thread writes and opens it again; any thread reads and removes. A refused write (a full disk)
 * closes it by itself: all methods but {@link #openAgain} then throw {@link MVStoreException}.
 */
final class ReportStore implements AutoCloseable {
    private final Path file;
    private volatile MVStore store;
    private volatile MVMap<String, String> reports;

    private ReportStore(Path file, MVStore store) {
        this.file = file;
        this.store = store;
        this.reports = store.openMap("reports");
    }

    static ReportStore open(Path file) {
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
        reports.remove(key);
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
