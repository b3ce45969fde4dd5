package io.pureboot.edge.relay;

import io.pureboot.protocol.ExecutionId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports on disk, in order per execution.
 *
 * <p>One thread writes: whatever has come in while it waited for the disk goes into the next commit, so that many agents share one sync. A report is
 * acknowledged after commit and sync only. Removals are written with the next commit: repeating a report that was acknowledged is harmless, losing one is not.
 */
public final class Spool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final int MAX_BATCH = 500;

    /** What became of a report. */
    public sealed interface Kept {

        /** It is on disk; {@code depth} reports of its execution are, this one included. */
        record OnDisk(long depth) implements Kept {}

        /** It is not: the spool is full, or the disk refuses. */
        record Refused(String why) implements Kept {}
    }

    /** The next report of an execution and where it lies. */
    record Waiting(String key, SpooledReport report) {}

    /** One report on its way to the disk; without a report it is the last of all. */
    private record Write(String key, Optional<SpooledReport> report, String json, CompletableFuture<Kept> kept) {

        static Write last() {
            return new Write("", Optional.empty(), "", new CompletableFuture<>());
        }
    }

    /** What of one execution is kept or about to be. */
    private static final class Backlog {
        private long depth;
        private final Map<String, CompletableFuture<Kept>> byEventId = new HashMap<>();
    }

    private final Path file;
    private final long maxReports;
    private final Object lock = new Object();
    private final Map<String, Backlog> backlogs = new HashMap<>();
    private final BlockingQueue<Write> writes = new LinkedBlockingQueue<>();
    private final Thread writer;
    private long nextNumber;
    private long depth;
    private boolean wanted = true;
    private volatile MVStore store;
    private volatile MVMap<String, String> reports;

    private Spool(Path file, long maxReports, MVStore store) {
        this.file = file;
        this.maxReports = maxReports;
        this.store = store;
        this.reports = store.openMap("reports");
        this.writer = Thread.ofPlatform().name("spool").daemon().unstarted(this::write);
        index();
    }

    /**
     * Opens or makes the spool at {@code file}, whose directory is there, with all that an earlier edge has left in it.
     *
     * @param maxReports further reports are refused
     * @throws MVStoreException when another process has it open, or it cannot be read
     */
    public static Spool open(Path file, long maxReports) {
        Spool spool = new Spool(file, maxReports, openStore(file));
        spool.writer.start();
        return spool;
    }

    /** Keeps a report; a repetition of one that is kept already is taken as such and not kept twice. Completes normally. */
    CompletionStage<Kept> keep(SpooledReport report) {
        Write write;
        synchronized (lock) {
            Backlog backlog = backlogs.computeIfAbsent(report.execution(), execution -> new Backlog());
            Optional<CompletableFuture<Kept>> same = report.eventId().map(backlog.byEventId::get);
            if (same.isPresent()) {
                return same.get();
            }
            if (depth >= maxReports || !wanted) {
                dropIfEmpty(report.execution());
                return CompletableFuture.completedFuture(new Kept.Refused(maxReports + " reports are kept already"));
            }
            backlog.depth++;
            depth++;
            String key = String.format(Locale.ROOT, "%s/%016d", report.execution(), nextNumber++);
            CompletableFuture<Kept> kept = new CompletableFuture<>();
            write = new Write(key, Optional.of(report), report.json(), kept);
            report.eventId().ifPresent(id -> backlog.byEventId.put(id, kept));
            writes.add(write);
        }
        return write.kept;
    }

    /** Whether later reports of this execution have to queue behind earlier ones. */
    boolean holds(ExecutionId execution) {
        synchronized (lock) {
            return backlogs.containsKey(execution.value());
        }
    }

    /** How many reports are kept. */
    public long depth() {
        synchronized (lock) {
            return depth;
        }
    }

    /** The executions that have reports here, in no order. */
    List<String> executions() {
        synchronized (lock) {
            return List.copyOf(backlogs.keySet());
        }
    }

    /** The oldest report of an execution that is on disk. */
    Optional<Waiting> first(String execution) {
        String key = reports.ceilingKey(execution + "/");
        String json = key == null || !key.startsWith(execution + "/") ? null : reports.get(key);
        return key == null || json == null
                ? Optional.empty()
                : Optional.of(new Waiting(key, SpooledReport.parse(json)));
    }

    /** Forgets a report that an engine has finally answered. */
    void remove(Waiting waiting) {
        reports.remove(waiting.key());
        forget(waiting.report());
    }

    /** Writes what is still to be written, then closes. */
    @Override
    public void close() {
        synchronized (lock) {
            wanted = false;
        }
        writes.add(Write.last());
        try {
            writer.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }

    private static MVStore openStore(Path file) {
        // Retention and compaction stay at the store's defaults: shorter ones are known to leave files that do not open
        // again.
        return new MVStore.Builder().fileName(file.toString()).cacheSize(8).open();
    }

    private void index() {
        for (Map.Entry<String, String> entry : reports.entrySet()) {
            SpooledReport report = SpooledReport.parse(entry.getValue());
            Backlog backlog = backlogs.computeIfAbsent(report.execution(), execution -> new Backlog());
            backlog.depth++;
            CompletableFuture<Kept> kept = CompletableFuture.completedFuture(new Kept.OnDisk(backlog.depth));
            report.eventId().ifPresent(id -> backlog.byEventId.put(id, kept));
            depth++;
            String number = entry.getKey().substring(entry.getKey().lastIndexOf('/') + 1);
            nextNumber = Math.max(nextNumber, Long.parseLong(number) + 1);
        }
        if (depth > 0) {
            LOG.info("{} reports of {} executions were left in the spool", depth, backlogs.size());
        }
    }

    private void write() {
        boolean last = false;
        while (!last) {
            List<Write> batch = new ArrayList<>();
            try {
                batch.add(writes.take());
            } catch (InterruptedException unwanted) {
                // Nobody interrupts this thread: an interrupt during a write would close the store's file.
                continue;
            }
            writes.drainTo(batch, MAX_BATCH);
            last = batch.removeIf(write -> write.report.isEmpty());
            if (!batch.isEmpty()) {
                commit(batch);
            }
        }
    }

    private void commit(List<Write> batch) {
        try {
            reopenIfBroken();
            batch.forEach(write -> reports.put(write.key, write.json));
            long version = store.commit();
            store.sync();
            LOG.debug("{} reports are on disk in version {}", batch.size(), version);
            batch.forEach(write -> write.kept.complete(new Kept.OnDisk(depthOf(write))));
        } catch (MVStoreException | IllegalStateException refused) {
            LOG.error("{} reports could not be kept: {}", batch.size(), refused.toString());
            batch.forEach(write -> undo(write, refused.toString()));
        }
    }

    private void undo(Write write, String why) {
        if (!store.isClosed()) {
            reports.remove(write.key);
        }
        write.report.ifPresent(this::forget);
        write.kept.complete(new Kept.Refused(why));
    }

    /** After a refused write (a full disk) the store has closed itself; it opens at its last good commit. */
    private void reopenIfBroken() {
        if (store.isClosed()) {
            store = openStore(file);
            reports = store.openMap("reports");
        }
    }

    private long depthOf(Write write) {
        synchronized (lock) {
            Backlog backlog =
                    backlogs.get(write.report.map(SpooledReport::execution).orElse(""));
            return backlog == null ? 0 : backlog.depth;
        }
    }

    private void forget(SpooledReport report) {
        synchronized (lock) {
            Backlog backlog = backlogs.get(report.execution());
            if (backlog != null) {
                backlog.depth--;
                depth--;
                report.eventId().ifPresent(backlog.byEventId::remove);
                dropIfEmpty(report.execution());
            }
        }
    }

    private void dropIfEmpty(String execution) {
        Backlog backlog = backlogs.get(execution);
        if (backlog != null && backlog.depth == 0) {
            backlogs.remove(execution);
        }
    }
}
