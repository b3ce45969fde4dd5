package io.pureboot.bench.job;

import io.pureboot.bench.agent.Booters;
import io.pureboot.bench.agent.Mistakes;
import io.pureboot.bench.http.HttpConnection;
import io.pureboot.bench.http.HttpRequest;
import io.pureboot.bench.report.Figures;
import io.pureboot.bench.report.Reading;
import io.pureboot.bench.report.Readings;
import io.pureboot.bench.report.Target;
import io.pureboot.bench.subject.EdgeServer;
import io.pureboot.bench.subject.EngineSubject;
import io.pureboot.bench.subject.NginxServer;
import io.pureboot.bench.subject.ProcessUse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How fast boot scripts come: the first script from the edge, the same text from nginx, and machines' own scripts through the edge from an engine, in
 * turn. Client and servers share the processors.
 *
 * @param requests of each run
 * @param throughRequests of each run through to the engine
 * @param connections that are kept
 * @param machines that are registered
 * @param rounds how often all three are run
 */
public record Boots(int requests, int throughRequests, int connections, int machines, int rounds) {
    private static final String FIRST = "/boot.ipxe";

    private record Run(Booters booters, double cpuMicros) {}

    /** Runs of the same server. */
    private record Runs(List<Run> all) {
        double median(ToDoubleFunction<Run> figure) {
            return all.isEmpty()
                    ? Double.NaN
                    : Figures.median(all.stream().mapToDouble(figure).toArray());
        }

        double perSecond() {
            return median(run -> run.booters().perSecond());
        }
    }

    /**
     * Runs it, and says meanwhile what it does.
     *
     * @param nginx the program; without it there is nothing to compare with
     */
    public Readings run(Lab lab, Optional<Path> nginx, Consumer<String> progress)
            throws IOException, SQLException, InterruptedException {
        Mistakes mistakes = new Mistakes();
        try (EngineSubject engine = lab.engine(1);
                EdgeServer edge = lab.edge(engine.cluster())) {
            engine.register(machines, mistakes);
            String script = script(edge.address());
            if (nginx.isEmpty()) {
                progress.accept("no nginx here, and none to be fetched: the edge stands alone");
                return rounds(edge, engine, Optional.empty(), mistakes, progress);
            }
            try (NginxServer server = lab.nginx(nginx.get(), script)) {
                return rounds(edge, engine, Optional.of(server), mistakes, progress);
            }
        }
    }

    private static String script(InetSocketAddress edge) throws IOException {
        try (HttpConnection connection = HttpConnection.open(edge)) {
            return connection.send(HttpRequest.get(FIRST, "none")).text();
        }
    }

    private Readings rounds(
            EdgeServer edge,
            EngineSubject engine,
            Optional<NginxServer> nginx,
            Mistakes mistakes,
            Consumer<String> progress)
            throws IOException, InterruptedException {
        Runs alone = new Runs(new ArrayList<>());
        Runs beside = new Runs(new ArrayList<>());
        Runs through = new Runs(new ArrayList<>());
        // Round 0 warms both JVMs up.
        for (int round = 0; round <= rounds; round++) {
            progress.accept(round == 0 ? "warming up" : "round " + round + " of " + rounds);
            Run first = run(edge.address(), List.of(edge.pid()), requests, List.of(FIRST), mistakes);
            Optional<Run> other = Optional.empty();
            if (nginx.isPresent()) {
                other = Optional.of(
                        run(nginx.get().address(), List.of(nginx.get().pid()), requests, List.of(FIRST), mistakes));
            }
            List<Long> both = new ArrayList<>(engine.pids());
            both.add(edge.pid());
            Run own = run(edge.address(), both, throughRequests, questions(), mistakes);
            if (round > 0) {
                alone.all().add(first);
                other.ifPresent(beside.all()::add);
                through.all().add(own);
            }
        }
        return readings(alone, beside, through, mistakes);
    }

    private Run run(InetSocketAddress server, List<Long> pids, int count, List<String> paths, Mistakes mistakes)
            throws IOException, InterruptedException {
        double before = cpu(pids);
        Booters booters = Booters.ask(server, connections, count, paths);
        mistakes.addAll(booters.mistakes());
        return new Run(booters, (cpu(pids) - before) / count);
    }

    private static double cpu(List<Long> pids) throws IOException {
        double micros = 0;
        for (long pid : pids) {
            micros += ProcessUse.cpuOfTree(pid).toNanos() / 1e3;
        }
        return micros;
    }

    /** As iPXE asks, for each of the machines that {@link EngineSubject#register} has made. */
    private List<String> questions() {
        return IntStream.rangeClosed(1, machines)
                .mapToObj(machine -> "/ipxe?mac=52-54-%02x-%02x-%02x-%02x"
                                .formatted(machine >>> 24, machine >>> 16 & 0xff, machine >>> 8 & 0xff, machine & 0xff)
                        + "&uuid=&serial=&arch=x86_64&platform=efi&manufacturer=Bench&product=Machine%20(1)"
                        + "&ip=192.0.2.7&asset=&board-serial=&chip=virtio&busid=011af41000&hostname=&ipxe=1.21.1")
                .toList();
    }

    private static Readings readings(Runs alone, Runs beside, Runs through, Mistakes mistakes) {
        double ratio = beside.all().isEmpty() ? Double.NaN : ratio(alone, beside);
        List<Reading> readings = new ArrayList<>();
        add(readings, "edge", "first script from the edge", alone);
        if (!beside.all().isEmpty()) {
            add(readings, "nginx", "the same text from nginx", beside);
            readings.add(new Reading("edge_to_nginx", "edge / nginx, requests/s", ratio, 2));
        }
        add(readings, "through", "a machine's script, through to the engine", through);
        return new Readings(
                readings,
                List.of(
                        new Target("edge / nginx, requests/s", Target.Bound.AT_LEAST, 0.5, ratio, 2),
                        new Target(
                                "machines' scripts/s through to the engine",
                                Target.Bound.AT_LEAST,
                                3000,
                                through.perSecond(),
                                0)),
                mistakes);
    }

    private static void add(List<Reading> readings, String field, String words, Runs runs) {
        readings.add(new Reading(field + "_per_second", words + ", requests/s", runs.perSecond(), 0));
        readings.add(new Reading(
                field + "_p50_ms",
                words + ", p50 ms",
                runs.median(run -> run.booters().latencies().percentile(50)),
                2));
        readings.add(new Reading(
                field + "_p99_ms",
                words + ", p99 ms",
                runs.median(run -> run.booters().latencies().percentile(99)),
                2));
        readings.add(
                new Reading(field + "_cpu_us", words + ", server CPU µs per request", runs.median(Run::cpuMicros), 0));
    }

    /** Of each round's pair, the median. */
    private static double ratio(Runs alone, Runs beside) {
        return Figures.median(IntStream.range(0, alone.all().size())
                .mapToDouble(i -> alone.all().get(i).booters().perSecond()
                        / beside.all().get(i).booters().perSecond())
                .toArray());
    }
}
