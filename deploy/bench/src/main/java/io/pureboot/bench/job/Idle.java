package io.pureboot.bench.job;

import io.pureboot.bench.agent.Mistakes;
import io.pureboot.bench.report.Reading;
import io.pureboot.bench.report.Readings;
import io.pureboot.bench.report.Target;
import io.pureboot.bench.subject.DatabaseServer;
import io.pureboot.bench.subject.EngineCluster;
import io.pureboot.bench.subject.ProcessUse;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** An engine that has nothing to do: its memory, and the processor time that it takes all the same. */
public final class Idle {
    private static final double MEGABYTE = 1e6;
    private static final double MEGABYTES_PROMISED = 300;

    private Idle() {}

    /** @param time that it idles before it is looked at */
    public static Readings run(Lab lab, Duration time) throws IOException, SQLException, InterruptedException {
        try (DatabaseServer database = lab.database(lab.next("idle"));
                EngineCluster engine = lab.engineFor(database, "engine")) {
            long pid = engine.pids().getFirst();
            Duration cpu = ProcessUse.cpuOfTree(pid);
            Duration databaseCpu = database.cpu();
            Thread.sleep(time.toMillis());
            double share = ProcessUse.cpuOfTree(pid).minus(cpu).toNanos() * 100.0 / time.toNanos();
            double databaseShare = database.cpu().minus(databaseCpu).toNanos() * 100.0 / time.toNanos();
            double resident = ProcessUse.memory(pid, "VmRSS") / MEGABYTE;
            double peak = ProcessUse.memory(pid, "VmHWM") / MEGABYTE;
            return new Readings(
                    List.of(
                            new Reading("idle_seconds", "idle for, s", time.toSeconds(), 0),
                            new Reading("resident_megabytes", "resident memory (VmRSS), MB", resident, 1),
                            new Reading("peak_megabytes", "the most so far (VmHWM), MB", peak, 1),
                            new Reading("cpu_percent", "engine, % of one processor", share, 2),
                            new Reading("database_cpu_percent", "database, % of one processor", databaseShare, 2)),
                    List.of(new Target(
                            "resident memory of the idle engine, MB",
                            Target.Bound.AT_MOST,
                            MEGABYTES_PROMISED,
                            resident,
                            1)),
                    new Mistakes());
        }
    }
}
