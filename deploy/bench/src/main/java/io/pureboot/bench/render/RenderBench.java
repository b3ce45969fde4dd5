package io.pureboot.bench.render;

import java.io.PrintWriter;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./pureboot bench render}. */
@Command(
        name = "render",
        description =
                "Measures how long a kickstart of 20 KB with 3 includes and 60 variables takes to render, in both languages.",
        mixinStandardHelpOptions = true)
public final class RenderBench implements Callable<Integer> {
    /** Microseconds at the median. */
    static final double TARGET = 50;

    private static final String FLOOR = "floor";

    @Option(
            names = "--forks",
            paramLabel = "N",
            defaultValue = "2",
            description = "Fresh JVMs that measure, one after the other (default: ${DEFAULT-VALUE}).")
    private int forks;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "How long each is warmed up, and then measured (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("^" + Renderings.class.getName().replace(".", "\\.") + "\\.")
                        .forks(forks)
                        // Without it, the library logs each template that it compiles.
                        .jvmArgsAppend("-Dlogback.configurationFile=logback-console.xml")
                        .warmupIterations(seconds)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(seconds)
                        .measurementTime(TimeValue.seconds(1))
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
        Map<String, Statistics> byName = new TreeMap<>();
        for (RunResult result : results) {
            byName.put(
                    result.getPrimaryResult().getLabel(),
                    result.getPrimaryResult().getStatistics());
        }
        return printed(byName, spec.commandLine().getOut());
    }

    static int printed(Map<String, Statistics> byName, PrintWriter out) {
        double floor = median(byName, FLOOR);
        boolean met = true;
        out.printf("%-12s %10s %10s %12s   %s%n", "", "median µs", "p99 µs", "x the floor", "target ≤ 50 µs");
        for (String name : new String[] {"pureboot", "handlebars", FLOOR}) {
            double median = median(byName, name);
            boolean within = median <= TARGET;
            met &= within;
            out.printf(
                    Locale.ROOT,
                    "%-12s %10.1f %10.1f %12.1f   %s%n",
                    name,
                    median,
                    statistics(byName, name).getPercentile(99),
                    median / floor,
                    name.equals(FLOOR) ? "(the same text, put together from its pieces)" : within ? "met" : "missed");
        }
        out.flush();
        return met ? 0 : 1;
    }

    private static double median(Map<String, Statistics> byName, String name) {
        return statistics(byName, name).getPercentile(50);
    }

    private static Statistics statistics(Map<String, Statistics> byName, String name) {
        Statistics found = byName.get(name);
        if (found == null) {
            throw new IllegalStateException("JMH has not measured " + name + " but " + byName.keySet());
        }
        return found;
    }
}
