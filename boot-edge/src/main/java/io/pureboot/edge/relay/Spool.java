package io.pureboot.edge.relay;

import io.pureboot.protocol.EdgeHeartbeat;
import io.pureboot.protocol.ExecutionId;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
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

    /** After so many removals the file's size is looked at, and when nothing is left. */
    private static final int TIDY_EACH = 256;

    /** What became of a report. */
    public sealed interface Kept {

        /** It is on disk; {@code depth} reports of its execution are, this one included. */
        record OnDisk(long depth) implements Kept {}

        /** It is not: a limit is reached, or the disk is full. Room comes back when engines take what is kept. */
        record Full(String why) implements Kept {}

        /** It is not: the disk refuses. */
        record Refused(String why) implements Kept {}
    }

    /** The next report of an execution and where it lies. */
    record Waiting(String key, SpooledReport report) {

        long number() {
            return numberOf(key);
        }
    }

    /** What the writing thread is given. */
    private sealed interface Task {}

    /** One report on its way to the disk. */
    private record Write(String key, SpooledReport report, String json, CompletableFuture<Kept> kept) implements Task {}

    /** Look whether the store is closed, and open it again then. */
    private record Mend() implements Task {}

    /** Look whether the file has become much larger than what it holds. */
    private record Tidy() implements Task {}

    /** Nothing comes after this. */
    private record Last() implements Task {}

    private final SpoolLimits limits;
    private final LongSupplier freeBytes;
    private final Object lock = new Object();
    private final Map<String, Backlog> backlogs = new HashMap<>();
    private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final Thread writer;
    private long nextNumber;
    private long depth;
    private long bytes;
    private boolean wanted = true;
    private final ReportStore store;

    private Spool(SpoolLimits limits, LongSupplier freeBytes, ReportStore store) {
        this.limits = limits;
        this.freeBytes = freeBytes;
        this.store = store;
        this.writer = Thread.ofPlatform().name("spool").daemon().unstarted(this::write);
        index();
    }

    /**
     * Opens or makes the spool at {@code file}, whose directory is there, with all that an earlier edge has left in it.
     *
     * @throws MVStoreException when another process has it open, or it cannot be read
     */
    public static Spool open(Path file, SpoolLimits limits) {
        return open(file, limits, usable(file));
    }

    /** @param freeBytes what the disk still has */
    static Spool open(Path file, SpoolLimits limits, LongSupplier freeBytes) {
        Spool spool = new Spool(limits, freeBytes, ReportStore.open(file));
        // What an earlier edge has left may be a large file with little in it.
        spool.tasks.add(new Tidy());
        spool.writer.start();
        return spool;
    }

    private static LongSupplier usable(Path file) {
        File directory = file.resolveSibling(".").toFile();
        return directory::getUsableSpace;
    }

    /** Keeps a report; a repetition of one that is kept already is taken as such and not kept twice. Completes normally. */
    CompletionStage<Kept> keep(SpooledReport report) {
        String json = report.json();
        CompletableFuture<Kept> kept = new CompletableFuture<>();
        synchronized (lock) {
            Optional<CompletableFuture<Kept>> same = Optional.ofNullable(backlogs.get(report.execution()))
                    .flatMap(known -> known.same(report.eventId()));
            if (same.isPresent()) {
                return same.get();
            }
            Optional<Kept> refusal = refusal(json.length());
            if (refusal.isPresent()) {
                return CompletableFuture.completedFuture(refusal.get());
            }
            long number = nextNumber++;
            backlogs.computeIfAbsent(report.execution(), execution -> new Backlog())
                    .add(number, report, json.length(), kept);
            depth++;
            bytes += json.length();
            tasks.add(new Write(key(report.execution(), number), report, json, kept));
        }
        return kept;
    }

    private Optional<Kept> refusal(long length) {
        if (!wanted) {
            return Optional.of(new Kept.Refused("the edge is being stopped"));
        } else if (depth >= limits.maxReports()) {
            return Optional.of(new Kept.Full(limits.maxReports() + " reports are kept already"));
        } else if (bytes + length > limits.maxBytes()) {
            return Optional.of(new Kept.Full("reports of " + bytes + " bytes are kept already"));
        }
        return Optional.empty();
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

    /** How much is kept, by this machine's clock. */
    public EdgeHeartbeat.Spool state() {
        synchronized (lock) {
            Instant now = Instant.now();
            Optional<Long> oldest = backlogs.values().stream()
                    .flatMap(backlog -> backlog.oldest().stream())
                    .min(Instant::compareTo)
                    .map(at -> Math.max(0, Duration.between(at, now).toSeconds()));
            return new EdgeHeartbeat.Spool(depth, bytes, oldest, limits.maxReports(), limits.maxBytes());
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
        return first(execution, 1).stream().findFirst();
    }

    /**
     * The oldest reports of an execution that are on disk, in order, {@code most} of them.
     *
     * @throws MVStoreException when the store has closed itself; {@link #mend} opens it again
     */
    List<Waiting> first(String execution, int most) {
        List<Waiting> found = new ArrayList<>();
        store.first(execution + "/", most)
                .forEach((key, json) -> found.add(new Waiting(key, SpooledReport.parse(json))));
        return found;
    }

    /** Forgets a report that an engine has finally answered, or that was put aside. */
    void remove(Waiting waiting) {
        store.remove(waiting.key());
        forget(waiting.report(), waiting.number());
    }

    /** The store could not be read: it is opened again if it has closed itself. Does not wait. */
    void mend() {
        tasks.add(new Mend());
    }

    /** Writes what is still to be written, then closes. */
    @Override
    public void close() {
        synchronized (lock) {
            wanted = false;
        }
        tasks.add(new Last());
        try {
            writer.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        store.close();
    }

    private static String key(String execution, long number) {
        return String.format(Locale.ROOT, "%s/%016d", execution, number);
    }

    private static long numberOf(String key) {
        return Long.parseLong(key.substring(key.lastIndexOf('/') + 1));
    }

    private void index() {
        for (Map.Entry<String, String> entry : store.all().entrySet()) {
            SpooledReport report = SpooledReport.parse(entry.getValue());
            Backlog backlog = backlogs.computeIfAbsent(report.execution(), execution -> new Backlog());
            long number = numberOf(entry.getKey());
            long length = entry.getValue().length();
            Kept kept = new Kept.OnDisk(backlog.depth() + 1);
            backlog.add(number, report, length, CompletableFuture.completedFuture(kept));
            depth++;
            bytes += length;
            nextNumber = Math.max(nextNumber, number + 1);
        }
        if (depth > 0) {
            LOG.info("{} reports of {} executions were left in the spool", depth, backlogs.size());
        }
    }

    private void write() {
        List<Task> taken = new ArrayList<>();
        while (!taken.contains(new Last())) {
            taken.clear();
            try {
                taken.add(tasks.take());
            } catch (InterruptedException unwanted) {
                // Nobody interrupts this thread: an interrupt during a write would close the store's file.
                continue;
            }
            tasks.drainTo(taken, MAX_BATCH);
            List<Write> batch = taken.stream()
                    .filter(Write.class::isInstance)
                    .map(Write.class::cast)
                    .toList();
            if (!batch.isEmpty()) {
                commit(batch);
            } else if (taken.contains(new Mend())) {
                mendNow();
            }
            if (taken.contains(new Tidy())) {
                tidy();
            }
        }
    }

    private void tidy() {
        try {
            store.shrink(state().bytes());
        } catch (MVStoreException | IOException kept) {
            LOG.warn("the spool's file stays as large as it is: {}", kept.toString());
            mendNow();
        }
    }

    private void mendNow() {
        try {
            store.openAgain(this::known);
        } catch (MVStoreException | IllegalStateException still) {
            LOG.error("the spool cannot be opened again: {}", still.toString());
        }
    }

    private void commit(List<Write> batch) {
        long free = freeBytes.getAsLong();
        if (free < limits.minFree()) {
            LOG.error("{} reports are not kept: {} bytes are free on the disk", batch.size(), free);
            Kept full = new Kept.Full(
                    free + " bytes are free on the edge's disk, of which " + limits.minFree() + " stay free");
            batch.forEach(write -> undo(write, full));
            return;
        }
        try {
            store.openAgain(this::known);
            store.write(batch.stream().collect(Collectors.toMap(Write::key, Write::json)));
            batch.forEach(write -> write.kept.complete(new Kept.OnDisk(depthOf(write))));
        } catch (MVStoreException | IllegalStateException refused) {
            LOG.error("{} reports could not be kept: {}", batch.size(), refused.toString());
            Kept why = ReportStore.diskIsFull(refused)
                    ? new Kept.Full("the edge's disk is full")
                    : new Kept.Refused(refused.toString());
            batch.forEach(write -> undo(write, why));
            mendNow();
        }
    }

    private void undo(Write write, Kept why) {
        if (!store.hasClosedItself()) {
            store.remove(write.key);
        }
        forget(write.report, numberOf(write.key));
        write.kept.complete(why);
    }

    private boolean known(String key) {
        synchronized (lock) {
            Backlog backlog = backlogs.get(key.substring(0, key.lastIndexOf('/')));
            return backlog != null && backlog.has(numberOf(key));
        }
    }

    private long depthOf(Write write) {
        synchronized (lock) {
            Backlog backlog = backlogs.get(write.report.execution());
            return backlog == null ? 0 : backlog.depth();
        }
    }

    private void forget(SpooledReport report, long number) {
        synchronized (lock) {
            Backlog backlog = backlogs.get(report.execution());
            Optional<Long> freed = backlog == null ? Optional.empty() : backlog.remove(number);
            if (backlog != null && freed.isPresent()) {
                depth--;
                bytes -= freed.get();
                if (backlog.isEmpty()) {
                    backlogs.remove(report.execution());
                }
                if (depth % TIDY_EACH == 0) {
                    tasks.add(new Tidy());
                }
            }
        }
    }
}
