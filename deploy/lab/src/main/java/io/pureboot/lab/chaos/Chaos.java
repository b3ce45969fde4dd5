package io.pureboot.lab.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./pureboot chaos}. */
@Command(
        name = "chaos",
        description =
                "Hurts three engines, two edges and PostgreSQL while many machines work, then checks that nothing was lost.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Everything listens on 127.0.0.1 only. What happens goes to standard error, the result to standard output.",
            "Exit status: 0 when nothing was lost, doubled, stuck or wrong and no gap was over its limit; else 1."
        })
public final class Chaos implements Callable<Integer> {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
    private static final int MOST_MACHINES = 2000;
    private static final int MOST_MINUTES = 24 * 60;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "Decides the faults' order, targets and lengths, and the machines' dice; default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "5",
            description = "How long faults are done; default: ${DEFAULT-VALUE}.")
    private int minutes;

    @Option(
            names = "--machines",
            paramLabel = "N",
            defaultValue = "300",
            description = "Simulated machines; default: ${DEFAULT-VALUE}.")
    private int machines;

    @Option(
            names = "--pace",
            paramLabel = "MILLISECONDS",
            defaultValue = "20000",
            description = "How long a machine works at a step, on average; default: ${DEFAULT-VALUE}.")
    private int pace;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where data, logs and findings go; default: a new one below target/chaos/.")
    private Optional<Path> directory = Optional.empty();

    @Option(names = "--json", description = "The result as JSON.")
    private boolean json;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Chaos()).setUsageHelpWidth(120).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        within("--minutes", minutes, MOST_MINUTES);
        within("--machines", machines, MOST_MACHINES);
        within("--pace", pace, 60_000);
        ChaosPlan plan = new ChaosPlan(
                seed,
                Duration.ofMinutes(minutes),
                machines,
                Duration.ofMillis(pace),
                directory.orElseGet(this::freshDirectory).toAbsolutePath().normalize());
        ChaosResult result = new ChaosRun(plan, System.err).run();
        if (json) {
            System.out.println(ResultJson.of(result));
        } else {
            ResultTable.lines(result).forEach(System.out::println);
        }
        return result.passed() ? 0 : 1;
    }

    private void within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(spec.commandLine(), option + ": 1 to " + most + ", not " + value);
        }
    }

    private Path freshDirectory() {
        return Path.of(System.getProperty("pureboot.home", ""))
                .resolve("target/chaos/seed-" + seed + "-" + STAMP.format(Instant.now()));
    }
}
