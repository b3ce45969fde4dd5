package io.pureboot.bench;

import io.pureboot.bench.job.Lab;
import io.pureboot.bench.job.Previews;
import io.pureboot.bench.report.Readings;
import io.pureboot.bench.subject.JavaOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench previews}: whether editors of templates slow down machines. */
@Command(
        name = "previews",
        description =
                "The standard job alone, and beside N editors who all ask for previews of a 20 KB kickstart at once.",
        mixinStandardHelpOptions = true)
final class PreviewBench implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--executions",
            paramLabel = "W",
            defaultValue = "6000",
            description = "Executions of each run; default: ${DEFAULT-VALUE}.")
    private int executions;

    @Option(
            names = "--agents",
            paramLabel = "C",
            defaultValue = "16",
            description = "Agents, each with a connection that it keeps; default: ${DEFAULT-VALUE}.")
    private int agents;

    @Option(
            names = "--editors",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Previews asked for at any moment; default: ${DEFAULT-VALUE}.")
    private int editors;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "3",
            description = "How often both are run in turn; default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--json", description = "JSON instead of the table.")
    private boolean json;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        if (executions < 1 || agents < 1 || editors < 1 || rounds < 1) {
            throw new ParameterException(spec.commandLine(), "every number must be 1 or more");
        }
        Path root = JavaOptions.checkout().resolve("deploy/bench/target/bench");
        Lab lab = Lab.in(root, List.of());
        Readings readings = new Previews(executions, agents, editors, rounds).run(lab, this::progress);
        List<String> lines = json ? List.of(readings.json().toPrettyString()) : readings.lines();
        lines.forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
        if (readings.mistakes().count() > 0) {
            progress("the logs are kept in " + lab.folder());
            return 1;
        }
        lab.discard();
        return 0;
    }

    private void progress(String what) {
        spec.commandLine().getErr().println("pureboot: " + what);
        spec.commandLine().getErr().flush();
    }
}
