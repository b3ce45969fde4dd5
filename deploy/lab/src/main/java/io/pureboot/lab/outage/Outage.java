package io.pureboot.lab.outage;

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

/** {@code ./pureboot outage}. */
@Command(
        name = "outage",
        description =
                "Stops the engine while machines report through an edge, kills the edge in the middle, and checks that nothing was lost.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Everything listens on 127.0.0.1 only. What happens goes to standard error, the result to standard output.",
            "Exit status: 0 when every report was answered, none was lost or out of order, and the edge's disk was empty 30 s after the",
            "engine's return; else 1."
        })
public final class Outage implements Callable<Integer> {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "120",
            description = "How long no engine is there; default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--machines",
            paramLabel = "N",
            defaultValue = "200",
            description = "Machines that report; default: ${DEFAULT-VALUE}.")
    private int machines;

    @Option(
            names = "--pace",
            paramLabel = "MILLISECONDS",
            defaultValue = "2000",
            description = "Between two reports of a machine, on average; default: ${DEFAULT-VALUE}.")
    private int pace;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where data and logs go; default: a new one below target/outage/.")
    private Optional<Path> directory = Optional.empty();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Outage()).setUsageHelpWidth(120).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        within("--seconds", seconds, 3600);
        within("--machines", machines, 2000);
        within("--pace", pace, 60_000);
        OutagePlan plan = new OutagePlan(
                Duration.ofSeconds(seconds),
                machines,
                Duration.ofMillis(pace),
                directory.orElseGet(Outage::freshDirectory).toAbsolutePath().normalize());
        OutageResult result = new OutageRun(plan, System.err).run();
        OutageTable.lines(result).forEach(System.out::println);
        return result.passed() ? 0 : 1;
    }

    private void within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new ParameterException(spec.commandLine(), option + ": 1 to " + most + ", not " + value);
        }
    }

    private static Path freshDirectory() {
        return Path.of(System.getProperty("pureboot.home", "")).resolve("target/outage/" + STAMP.format(Instant.now()));
    }
}
