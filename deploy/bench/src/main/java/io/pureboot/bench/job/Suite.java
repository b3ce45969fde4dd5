package io.pureboot.bench.job;

import io.pureboot.bench.job.Pairs.Outcome;
import io.pureboot.bench.job.Pairs.Side;
import io.pureboot.bench.report.Comparison;
import io.pureboot.bench.report.Metric;
import io.pureboot.bench.report.Target;
import io.pureboot.bench.report.Target.Bound;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Every measurement that has a target, one after the other.
 *
 * @param rounds of each pair
 * @param divisor all sizes are divided by it: 1 for the real thing, more for a try, whose targets then say little
 * @param patience see {@link JobSize}
 */
public record Suite(int rounds, int divisor, Duration patience) {
    private static final Set<Side> BOTH = EnumSet.allOf(Side.class);
    private static final Set<Side> ENGINE = EnumSet.of(Side.ENGINE);
    private static final int WARM_UP = 2_000;
    private static final int AGENTS = 64;

    /**
     * One comparison of it.
     *
     * @param title what was run
     */
    public record Part(String name, String title, Comparison comparison) {}

    /** All of it. */
    public record Results(List<Part> parts, List<Target> targets) {
        public long mistakes() {
            return parts.stream()
                    .mapToLong(part -> part.comparison().mistakes())
                    .sum();
        }
    }

    /** @param progress is told what is going on */
    public Results run(Lab lab, Consumer<String> progress) throws IOException, SQLException, InterruptedException {
        List<Part> parts = new ArrayList<>();
        List<Target> targets = new ArrayList<>();
        besideTheFloor(lab, progress, parts, targets);
        asWorkGrows(lab, progress, parts, targets);
        return new Results(parts, targets);
    }

    private void besideTheFloor(Lab lab, Consumer<String> progress, List<Part> parts, List<Target> targets)
            throws IOException, SQLException, InterruptedException {
        Comparison standard = pair(lab, progress, parts, "standard", 20_000, AGENTS, WARM_UP);
        targets.add(ratio(
                "transitions/s at C = 64, of the floor's",
                Bound.AT_LEAST,
                1.0,
                standard,
                Metric.TRANSITIONS_PER_SECOND));
        targets.add(ratio("p99 at C = 64, of the floor's", Bound.AT_MOST, 1.5, standard, Metric.CALLBACK_P99_MS));
        targets.add(engine("CPU ms per execution, engine and database", 2, standard, Metric.CPU_MS_PER_EXECUTION));
        targets.add(engine("WAL bytes per execution", 12_000, standard, Metric.WAL_BYTES_PER_EXECUTION));
        targets.add(engine("table bytes per execution", 8_000, standard, Metric.DATABASE_BYTES_PER_EXECUTION));
        Comparison cold = pair(lab, progress, parts, "cold", 5_000, AGENTS, 0);
        targets.add(ratio(
                "transitions/s from a cold start, of the floor's",
                Bound.AT_LEAST,
                0.8,
                cold,
                Metric.TRANSITIONS_PER_SECOND));
        Comparison many = pair(lab, progress, parts, "agents_256", 20_000, 256, WARM_UP);
        targets.add(ratio(
                "transitions/s at C = 256, of the floor's", Bound.AT_LEAST, 1.0, many, Metric.TRANSITIONS_PER_SECOND));
        Comparison one = pair(lab, progress, parts, "agents_1", 1_000, 1, WARM_UP);
        targets.add(engine("p50 ms at C = 1", 2, one, Metric.CALLBACK_P50_MS));
    }

    private void asWorkGrows(Lab lab, Consumer<String> progress, List<Part> parts, List<Target> targets)
            throws IOException, SQLException, InterruptedException {
        alone(lab, progress, parts, "executions_1000", 1_000, 1);
        Comparison tenThousand = alone(lab, progress, parts, "executions_10000", 10_000, 1);
        Comparison hundredThousand = alone(lab, progress, parts, "executions_100000", 100_000, 1);
        targets.add(new Target(
                "transitions/s at W = 100,000, of those at 10,000",
                Bound.AT_LEAST,
                0.9,
                value(hundredThousand, Metric.TRANSITIONS_PER_SECOND)
                        / value(tenThousand, Metric.TRANSITIONS_PER_SECOND),
                3));
        alone(lab, progress, parts, "nodes_3", 10_000, 3);
    }

    private Comparison pair(
            Lab lab, Consumer<String> progress, List<Part> parts, String name, int executions, int agents, int warmUp)
            throws IOException, SQLException, InterruptedException {
        Pairs pairs = new Pairs(BOTH, 1, rounds, warmUp == 0 ? 0 : size(warmUp));
        return part(lab, progress, parts, name, pairs, executions, agents);
    }

    private Comparison alone(
            Lab lab, Consumer<String> progress, List<Part> parts, String name, int executions, int engines)
            throws IOException, SQLException, InterruptedException {
        Pairs pairs = new Pairs(ENGINE, engines, 1, size(WARM_UP));
        return part(lab, progress, parts, name, pairs, executions, AGENTS);
    }

    private Comparison part(
            Lab lab, Consumer<String> progress, List<Part> parts, String name, Pairs pairs, int executions, int agents)
            throws IOException, SQLException, InterruptedException {
        Outcome outcome = pairs.run(lab, new JobSize(size(executions), agents, patience), progress);
        String title = size(executions) + " executions, " + agents + " agents"
                + (pairs.engines() > 1 ? ", " + pairs.engines() + " engines" : "")
                + (pairs.warmUp() == 0 ? ", from a cold start" : "");
        parts.add(new Part(name, title, outcome.standard()));
        return outcome.standard();
    }

    private int size(int executions) {
        return Math.max(1, executions / divisor);
    }

    private static Target ratio(String what, Bound bound, double limit, Comparison comparison, Metric metric) {
        return new Target(what, bound, limit, comparison.ratio(metric).orElse(Double.NaN), 3);
    }

    private static Target engine(String what, double limit, Comparison comparison, Metric metric) {
        return new Target(what, Bound.AT_MOST, limit, value(comparison, metric), limit >= 100 ? 0 : 3);
    }

    private static double value(Comparison comparison, Metric metric) {
        Optional<Double> value = comparison.engineMedian().flatMap(run -> run.get(metric));
        return value.orElse(Double.NaN);
    }
}
