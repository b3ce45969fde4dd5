package io.pureboot.bench.job;

import io.pureboot.bench.agent.AgentsWork;
import io.pureboot.bench.agent.Mistakes;
import io.pureboot.bench.agent.Previewers;
import io.pureboot.bench.http.HttpRequest;
import io.pureboot.bench.report.Figures;
import io.pureboot.bench.report.Reading;
import io.pureboot.bench.report.Readings;
import io.pureboot.bench.subject.EngineCluster;
import io.pureboot.bench.subject.EngineSubject;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * The standard job in one engine, in turn alone and beside editors that all ask for previews at once: what these take from the callbacks.
 *
 * @param executions of each run
 * @param agents that drive them
 * @param editors who ask
 * @param rounds how often both are run
 */
public record Previews(int executions, int agents, int editors, int rounds) {
    /** Runs it, and says meanwhile what it does. */
    public Readings run(Lab lab, Consumer<String> progress) throws IOException, SQLException, InterruptedException {
        Mistakes mistakes = new Mistakes();
        byte[] request = HttpRequest.post(
                "/api/v1/templates/preview", EngineCluster.ADMIN_TOKEN, "application/json", Kickstart.preview());
        List<AgentsWork> alone = new ArrayList<>();
        List<AgentsWork> beside = new ArrayList<>();
        double perSecond = 0;
        double refused = 0;
        try (EngineSubject engine = lab.engine(1)) {
            progress.accept("warming up");
            job(engine, mistakes);
            previewed(engine, request, mistakes);
            for (int round = 1; round <= rounds; round++) {
                progress.accept("round " + round + " of " + rounds);
                alone.add(job(engine, mistakes));
                Beside run = previewed(engine, request, mistakes);
                beside.add(run.work());
                perSecond += run.answered() / (run.work().nanos() / 1e9) / rounds;
                refused += run.refused() / (run.work().nanos() / 1e9) / rounds;
            }
        }
        return new Readings(readings(alone, beside, perSecond, refused), List.of(), mistakes);
    }

    private record Beside(AgentsWork work, long answered, long refused) {}

    private AgentsWork job(EngineSubject engine, Mistakes mistakes)
            throws IOException, SQLException, InterruptedException {
        engine.register(executions, mistakes);
        var begun = engine.start(executions, mistakes);
        engine.database().awaitQuiet();
        AgentsWork work = AgentsWork.drive(engine.servers(), agents, begun.tickets());
        mistakes.addAll(work.mistakes());
        return work;
    }

    private Beside previewed(EngineSubject engine, byte[] request, Mistakes mistakes)
            throws IOException, SQLException, InterruptedException {
        engine.register(executions, mistakes);
        var begun = engine.start(executions, mistakes);
        engine.database().awaitQuiet();
        Previewers previewers = Previewers.start(engine.servers().getFirst(), editors, request);
        try {
            AgentsWork work = AgentsWork.drive(engine.servers(), agents, begun.tickets());
            Beside beside = new Beside(work, previewers.answered(), previewers.refused());
            mistakes.addAll(work.mistakes());
            mistakes.addAll(previewers.mistakes());
            return beside;
        } finally {
            previewers.end();
        }
    }

    private static List<Reading> readings(
            List<AgentsWork> alone, List<AgentsWork> beside, double perSecond, double refused) {
        ToDoubleFunction<AgentsWork> speed = work -> work.transitions() / (work.nanos() / 1e9);
        ToDoubleFunction<AgentsWork> p50 = work -> work.callbacks().percentile(50);
        ToDoubleFunction<AgentsWork> p99 = work -> work.callbacks().percentile(99);
        return List.of(
                new Reading("transitions_alone", "transitions/s, alone", median(alone, speed), 0),
                new Reading("transitions_beside", "transitions/s, beside previews", median(beside, speed), 0),
                new Reading("transitions_ratio", "ratio of transitions/s", ratio(alone, beside, speed), 3),
                new Reading("callback_p50_alone_ms", "callback p50, alone, ms", median(alone, p50), 2),
                new Reading("callback_p50_beside_ms", "callback p50, beside previews, ms", median(beside, p50), 2),
                new Reading("callback_p50_ratio", "ratio of p50", ratio(alone, beside, p50), 3),
                new Reading("callback_p99_alone_ms", "callback p99, alone, ms", median(alone, p99), 2),
                new Reading("callback_p99_beside_ms", "callback p99, beside previews, ms", median(beside, p99), 2),
                new Reading("callback_p99_ratio", "ratio of p99", ratio(alone, beside, p99), 3),
                new Reading("previews_per_second", "previews answered/s", perSecond, 0),
                new Reading("previews_refused_per_second", "previews told to come again/s", refused, 0));
    }

    /** Of each round's pair, the median. */
    private static double ratio(List<AgentsWork> alone, List<AgentsWork> beside, ToDoubleFunction<AgentsWork> figure) {
        double[] ratios = new double[alone.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(beside.get(i)) / figure.applyAsDouble(alone.get(i));
        }
        return Figures.median(ratios);
    }

    private static double median(List<AgentsWork> runs, ToDoubleFunction<AgentsWork> figure) {
        return Figures.median(runs.stream().mapToDouble(figure).toArray());
    }
}
