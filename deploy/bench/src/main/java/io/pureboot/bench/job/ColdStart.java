package io.pureboot.bench.job;

import io.pureboot.bench.agent.Mistakes;
import io.pureboot.bench.report.Reading;
import io.pureboot.bench.report.Readings;
import io.pureboot.bench.report.Target;
import io.pureboot.bench.subject.DatabaseServer;
import io.pureboot.bench.subject.EngineCluster;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** From the start of an engine's process to its {@code /health/ready}, with the database there: the first time, and later ones. */
public final class ColdStart {
    private static final double SECONDS_PROMISED = 5;

    private ColdStart() {}

    /** @param times how many later starts; the slowest is the one that is held against the promise */
    public static Readings run(Lab lab, int times) throws IOException, SQLException, InterruptedException {
        List<Reading> readings = new ArrayList<>();
        double slowest = 0;
        try (DatabaseServer database = lab.database(lab.next("cold-start"))) {
            double first = ready(lab, database);
            readings.add(new Reading("first_start_seconds", "first start, tables made, s", first, 2));
            for (int time = 1; time <= times; time++) {
                double seconds = ready(lab, database);
                readings.add(new Reading("start_" + time + "_seconds", "start " + time + ", s", seconds, 2));
                slowest = Math.max(slowest, seconds);
            }
            slowest = Math.max(slowest, first);
        }
        return new Readings(
                readings,
                List.of(new Target(
                        "ready from a cold start, seconds", Target.Bound.AT_MOST, SECONDS_PROMISED, slowest, 2)),
                new Mistakes());
    }

    /** Seconds of one start. */
    static double ready(Lab lab, DatabaseServer database) throws IOException, InterruptedException {
        try (EngineCluster engine = lab.engineFor(database, "engine")) {
            return engine.ready().toNanos() / 1e9;
        }
    }
}
