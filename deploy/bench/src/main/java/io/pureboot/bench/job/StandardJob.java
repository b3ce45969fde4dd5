package io.pureboot.bench.job;

import io.pureboot.bench.agent.AgentsWork;
import io.pureboot.bench.agent.Mistakes;
import io.pureboot.bench.report.Figures;
import io.pureboot.bench.report.Metric;
import io.pureboot.bench.subject.DatabaseState;
import io.pureboot.bench.subject.Subject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * W executions of five scripts, driven by C agents. Machines are registered and executions begun before the timed part; what beginning
 * them costs is measured apart. A part is over when its answers are there and the database is quiet again, so that what the engine writes
 * after it has answered is counted; only the speed is that of the answers alone.
 */
public final class StandardJob {
    private StandardJob() {}

    /** Runs it once. */
    public static Figures run(Subject subject, JobSize size) throws IOException, SQLException, InterruptedException {
        Mistakes mistakes = new Mistakes();
        subject.register(size.executions(), mistakes);
        settle(subject, Duration.ZERO);
        Moment before = Moment.of(subject);
        Subject.Begun begun = subject.start(size.executions(), mistakes);
        subject.database().awaitQuiet();
        Moment started = Moment.of(subject);
        settle(subject, size.patience());
        Moment ready = Moment.of(subject);
        AgentsWork work = AgentsWork.drive(subject.servers(), size.agents(), begun.tickets());
        subject.database().awaitQuiet();
        Moment worked = Moment.of(subject);
        long peak = subject.peakMemory();
        Thread.sleep(size.patience().toMillis());
        Moment told = Moment.of(subject);
        mistakes.addAll(work.mistakes());

        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        speed(values, begun.tickets().size(), work);
        use(values, worked.since(ready), begun.tickets().size());
        values.put(Metric.PEAK_MEMORY_BYTES, (double) peak);
        double executions = begun.tickets().size();
        starts(values, subject, started.since(before), begun, work, executions);
        storage(values, started.since(before).database(), worked.since(ready).database(), executions);
        perTransition(
                values,
                told.since(ready).database(),
                (double) work.transitions(),
                !size.patience().isZero());
        return new Figures(values, told.since(before).database().tables(), mistakes);
    }

    /** Quiet, everything in its place, and what was counted told. */
    private static void settle(Subject subject, Duration patience) throws SQLException, InterruptedException {
        subject.database().awaitQuiet();
        subject.database().checkpoint();
        Thread.sleep(patience.toMillis());
    }

    private static void speed(Map<Metric, Double> values, int executions, AgentsWork work) {
        double seconds = work.nanos() / 1e9;
        values.put(Metric.EXECUTIONS, (double) executions);
        values.put(Metric.TRANSITIONS_PER_SECOND, work.transitions() / seconds);
        values.put(Metric.EXECUTIONS_PER_SECOND, work.transitions() / seconds / AgentsWork.STEPS);
        if (work.transitions() > 0) {
            values.put(Metric.CALLBACK_P50_MS, work.callbacks().percentile(50));
            values.put(Metric.CALLBACK_P99_MS, work.callbacks().percentile(99));
            values.put(Metric.CALLBACK_P999_MS, work.callbacks().percentile(99.9));
            values.put(Metric.CURRENT_P50_MS, work.currents().percentile(50));
            values.put(Metric.CURRENT_P99_MS, work.currents().percentile(99));
        }
    }

    private static void use(Map<Metric, Double> values, Moment used, double executions) {
        values.put(Metric.SERVER_CPU_MS_PER_EXECUTION, millis(used.server()) / executions);
        values.put(Metric.DATABASE_CPU_MS_PER_EXECUTION, millis(used.databaseCpu()) / executions);
        double both = millis(used.server().plus(used.databaseCpu())) / executions;
        values.put(Metric.CPU_MS_PER_EXECUTION, both);
        values.put(Metric.CPU_MS_PER_EXECUTION_WITH_START, both);
        values.put(Metric.CLIENT_CPU_MS_PER_EXECUTION, millis(used.client()) / executions);
    }

    private static void starts(
            Map<Metric, Double> values,
            Subject subject,
            Moment used,
            Subject.Begun begun,
            AgentsWork work,
            double executions) {
        if (!subject.startsByItself()) {
            values.remove(Metric.CPU_MS_PER_EXECUTION_WITH_START);
            return;
        }
        values.put(Metric.STARTS_PER_SECOND, executions / (begun.nanos() / 1e9));
        values.put(Metric.START_SERVER_CPU_MS, millis(used.server()) / executions);
        values.put(Metric.START_DATABASE_CPU_MS, millis(used.databaseCpu()) / executions);
        values.put(
                Metric.TRANSITIONS_PER_SECOND_WITH_STARTS, work.transitions() / ((begun.nanos() + work.nanos()) / 1e9));
        values.merge(
                Metric.CPU_MS_PER_EXECUTION_WITH_START,
                millis(used.server().plus(used.databaseCpu())) / executions,
                Double::sum);
    }

    private static void storage(
            Map<Metric, Double> values, DatabaseState starts, DatabaseState transitions, double executions) {
        values.put(Metric.DATABASE_BYTES_PER_EXECUTION, (starts.tableBytes() + transitions.tableBytes()) / executions);
        values.put(Metric.WAL_BYTES_PER_EXECUTION, (starts.walBytes() + transitions.walBytes()) / executions);
        values.put(Metric.TRANSITION_WAL_BYTES_PER_EXECUTION, transitions.walBytes() / executions);
    }

    private static void perTransition(
            Map<Metric, Double> values, DatabaseState grown, double transitions, boolean told) {
        values.put(Metric.EVENT_ROWS_PER_TRANSITION, grown.eventRows() / transitions);
        if (told) {
            values.put(Metric.WAL_SYNCS_PER_TRANSITION, grown.walSyncs() / transitions);
            values.put(Metric.FULL_PAGES_PER_EXECUTION, grown.fullPages() / transitions * AgentsWork.STEPS);
            values.put(Metric.COMMITS_PER_TRANSITION, grown.commits() / transitions);
        }
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
