package io.pureboot.bench.job;

import io.pureboot.bench.report.Comparison;
import io.pureboot.bench.report.Figures;
import io.pureboot.bench.subject.Subject;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Engine and floor in turn, each time in fresh JVMs with a fresh database.
 *
 * @param sides who is run
 * @param engines processes of the engine
 * @param rounds how often
 * @param warmUp executions before the job in the same JVM, whose figures are shown as those of a cold start; 0 makes the job the cold start
 */
public record Pairs(Set<Side> sides, int engines, int rounds, int warmUp) {
    /** Who is measured. */
    public enum Side {
        ENGINE,
        FLOOR
    }

    /**
     * What came of it.
     *
     * @param cold the first run of each JVM; without rounds when there was no warm-up
     * @param standard the job
     */
    public record Outcome(Comparison cold, Comparison standard) {
        public long mistakes() {
            return cold.mistakes() + standard.mistakes();
        }
    }

    private record Both(List<Figures> cold, List<Figures> standard) {
        Both() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    /** @param progress is told what is going on */
    public Outcome run(Lab lab, JobSize size, Consumer<String> progress)
            throws IOException, SQLException, InterruptedException {
        Both engine = new Both();
        Both floor = new Both();
        for (int round = 1; round <= rounds; round++) {
            for (Side side : order(round)) {
                progress.accept("round " + round + " of " + rounds + ": " + size.executions() + " executions, "
                        + size.agents() + " agents, " + (side == Side.ENGINE ? "engine" : "floor"));
                try (Subject subject = side == Side.ENGINE ? lab.engine(engines) : lab.floor()) {
                    run(subject, size, side == Side.ENGINE ? engine : floor);
                }
            }
        }
        return new Outcome(
                new Comparison(engine.cold(), floor.cold()), new Comparison(engine.standard(), floor.standard()));
    }

    /** Whoever goes first in one round goes last in the next. */
    private List<Side> order(int round) {
        List<Side> order = round % 2 == 1 ? List.of(Side.ENGINE, Side.FLOOR) : List.of(Side.FLOOR, Side.ENGINE);
        return order.stream().filter(sides::contains).toList();
    }

    private void run(Subject subject, JobSize size, Both figures)
            throws IOException, SQLException, InterruptedException {
        if (warmUp > 0) {
            figures.cold().add(StandardJob.run(subject, size.warmUp(warmUp)));
        }
        figures.standard().add(StandardJob.run(subject, size));
    }
}
