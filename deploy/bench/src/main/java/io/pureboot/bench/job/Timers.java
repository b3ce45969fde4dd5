package io.pureboot.bench.job;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.bench.agent.Mistakes;
import io.pureboot.bench.report.Figures;
import io.pureboot.bench.report.Reading;
import io.pureboot.bench.report.Readings;
import io.pureboot.bench.report.Target;
import io.pureboot.bench.subject.DatabaseServer;
import io.pureboot.bench.subject.EngineSubject;
import io.pureboot.bench.subject.HeapLook;
import io.pureboot.bench.subject.ProcessUse;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Executions that wait for a timer, nearly all of them for long, and a tenth as many more that fall due within one second: what the
 * waiting ones take when they have left memory, how long the due ones take to fire, and whether an engine starts slower because of them.
 *
 * @param waiting those whose timer is far away
 * @param lead from the start of the first due one to the second in which they fall due: longer than starting them takes, and than the
 *     engine keeps idle executions in memory (two minutes, unless it is told otherwise)
 */
public record Timers(int waiting, Duration lead) {
    private static final String EXECUTION = "io.pureboot.engine.execution.WorkflowExecution";
    private static final double MEGABYTE = 1e6;
    private static final long FAR_SECONDS = Duration.ofDays(30).toSeconds();
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration HEAP_LOOK_EVERY = Duration.ofSeconds(5);
    private static final double FIRED_PROMISED = 5;
    private static final double START_PROMISED = 2;
    private static final int STARTS = 3;

    /** Runs it. */
    public Readings run(Lab lab, Consumer<String> progress) throws IOException, SQLException, InterruptedException {
        Mistakes mistakes = new Mistakes();
        List<Reading> readings = new ArrayList<>();
        List<Target> targets = new ArrayList<>();
        try (EngineSubject engine = lab.engine(1)) {
            progress.accept("registering " + (waiting + due()) + " machines");
            engine.register(waiting + due(), mistakes);
            progress.accept("starting " + waiting + " executions that wait for long");
            startWaiting(engine, mistakes, readings);
            Instant second = Instant.now().plus(lead).truncatedTo(ChronoUnit.SECONDS);
            progress.accept("starting " + due() + " that fall due at " + second);
            startDue(engine, second, mistakes);
            engine.database().awaitQuiet();
            progress.accept("waiting until they have left memory");
            memory(engine, second, readings);
            progress.accept("waiting for " + second);
            fire(engine, second, readings, targets);
            engine.cluster().close();
            progress.accept("starting engines beside " + waiting + " waiting executions, and beside none");
            startUp(lab, engine.database(), readings, targets);
        }
        return new Readings(readings, targets, mistakes);
    }

    private int due() {
        return Math.max(1, waiting / 10);
    }

    private void startWaiting(EngineSubject engine, Mistakes mistakes, List<Reading> readings)
            throws IOException, InterruptedException {
        String far = engine.define(workflow(FAR_SECONDS));
        var begun = engine.start(waiting, mistakes, () -> far);
        readings.add(new Reading(
                "waiting", "executions that wait for long", begun.tickets().size(), 0));
        readings.add(
                new Reading("starts_per_second", "starts/s", begun.tickets().size() / (begun.nanos() / 1e9), 0));
    }

    /** A timer has whole seconds, so each second of starting has a workflow with a wait of its own. */
    private void startDue(EngineSubject engine, Instant second, Mistakes mistakes) throws InterruptedException {
        Map<Long, String> byWait = new ConcurrentHashMap<>();
        engine.start(due(), mistakes, () -> {
            long wait = Math.max(1, Instant.now().until(second, ChronoUnit.SECONDS));
            String known = byWait.get(wait);
            if (known == null) {
                synchronized (byWait) {
                    known = byWait.get(wait);
                    if (known == null) {
                        known = engine.define(workflow(wait));
                        byWait.put(wait, known);
                    }
                }
            }
            return known;
        });
    }

    private static ObjectNode workflow(long seconds) {
        ObjectNode definition =
                Json.mapper().createObjectNode().put("name", "wait-" + seconds).put("os_family", "linux");
        ObjectNode step = definition.putArray("steps").addObject();
        step.put("id", "wait").put("name", "Wait").put("type", "wait");
        step.putObject("config").put("duration_seconds", seconds);
        return definition;
    }

    private void memory(EngineSubject engine, Instant second, List<Reading> readings)
            throws IOException, SQLException, InterruptedException {
        long pid = engine.pids().getFirst();
        Instant latest = second.minus(HEAP_LOOK_EVERY).minus(HEAP_LOOK_EVERY);
        HeapLook heap = HeapLook.at(pid);
        while (heap.instances(EXECUTION) > 0 && Instant.now().isBefore(latest)) {
            Thread.sleep(HEAP_LOOK_EVERY.toMillis());
            heap = HeapLook.at(pid);
        }
        readings.add(new Reading("still_in_memory", "of them still in memory", heap.instances(EXECUTION), 0));
        readings.add(new Reading("live_heap_megabytes", "live heap, MB", heap.liveBytes() / MEGABYTE, 1));
        readings.add(new Reading(
                "resident_megabytes", "resident memory (VmRSS), MB", ProcessUse.memory(pid, "VmRSS") / MEGABYTE, 1));
        double database = engine.database().number("SELECT pg_database_size(current_database())");
        readings.add(new Reading("database_megabytes", "database, MB", database / MEGABYTE, 1));
        readings.add(new Reading(
                "database_bytes_per_execution",
                "database, bytes per execution with its machine",
                database / (waiting + due()),
                0));
    }

    private void fire(EngineSubject engine, Instant second, List<Reading> readings, List<Target> targets)
            throws SQLException, InterruptedException {
        String rows = " FROM execution_wakeup WHERE wake_at BETWEEN to_timestamp("
                + second.minusSeconds(5).getEpochSecond() + ") AND to_timestamp("
                + second.plusSeconds(5).getEpochSecond() + ")";
        DatabaseServer database = engine.database();
        long count = database.number("SELECT count(*)" + rows);
        Instant first = Instant.ofEpochMilli(
                database.number("SELECT coalesce(extract(epoch FROM min(wake_at)) * 1000, 0)::bigint" + rows));
        Instant last = Instant.ofEpochMilli(
                database.number("SELECT coalesce(extract(epoch FROM max(wake_at)) * 1000, 0)::bigint" + rows));
        readings.add(new Reading("due", "executions that fall due together", count, 0));
        readings.add(new Reading(
                "due_within_seconds",
                "from the first of them to the last, s",
                first.until(last, ChronoUnit.MILLIS) / 1e3,
                2));
        Instant fired = allFired(database, second.plus(Duration.ofMinutes(5)));
        double afterFirst = first.until(fired, ChronoUnit.MILLIS) / 1e3;
        readings.add(new Reading(
                "fired_after_last_due_seconds",
                "all fired, s after the last was due",
                last.until(fired, ChronoUnit.MILLIS) / 1e3,
                2));
        readings.add(
                new Reading("fired_after_first_due_seconds", "all fired, s after the first was due", afterFirst, 2));
        targets.add(new Target(
                "all of " + due() + " fired, seconds after the first of them was due",
                Target.Bound.AT_MOST,
                FIRED_PROMISED,
                count == due() ? afterFirst : Double.NaN,
                2));
    }

    /** When the read table had the last of them; as it is written after the journal, no earlier than they fired. */
    private Instant allFired(DatabaseServer database, Instant patience) throws SQLException, InterruptedException {
        while (Instant.now().isBefore(patience)) {
            long completed = database.number("SELECT count(*) FROM execution WHERE status = 'completed'");
            if (completed >= due()) {
                return Instant.now();
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
        throw new IllegalStateException("not all of " + due() + " have fired within five minutes");
    }

    private static void startUp(Lab lab, DatabaseServer full, List<Reading> readings, List<Target> targets)
            throws IOException, SQLException, InterruptedException {
        double[] beside = new double[STARTS];
        double[] alone = new double[STARTS];
        try (DatabaseServer empty = lab.database(lab.next("empty"))) {
            ColdStart.ready(lab, empty);
            for (int i = 0; i < STARTS; i++) {
                beside[i] = ColdStart.ready(lab, full);
                alone[i] = ColdStart.ready(lab, empty);
            }
        }
        double with = Figures.median(beside);
        double without = Figures.median(alone);
        readings.add(new Reading("start_beside_waiting_seconds", "start-up beside them, median of 3, s", with, 2));
        readings.add(new Reading("start_beside_none_seconds", "start-up beside none, median of 3, s", without, 2));
        targets.add(new Target(
                "start-up beside waiting executions, seconds longer than beside none",
                Target.Bound.AT_MOST,
                START_PROMISED,
                with - without,
                2));
    }
}
