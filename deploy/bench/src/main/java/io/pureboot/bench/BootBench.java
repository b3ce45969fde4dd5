package io.pureboot.bench;

import io.pureboot.bench.job.Boots;
import io.pureboot.bench.job.Lab;
import io.pureboot.bench.report.Readings;
import io.pureboot.bench.subject.JavaOptions;
import io.pureboot.bench.subject.NginxServer;
import io.pureboot.bench.subject.Packages;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench boot}: how fast machines get their scripts. */
@Command(
        name = "boot",
        description =
                "iPXE's first script from the edge, beside nginx with the same text; and machines' own scripts, through the"
                        + " edge from an engine.",
        mixinStandardHelpOptions = true)
final class BootBench implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--requests",
            paramLabel = "N",
            defaultValue = "100000",
            description = "Requests of each run for the first script; default: ${DEFAULT-VALUE}.")
    private int requests;

    @Option(
            names = "--through",
            paramLabel = "N",
            defaultValue = "30000",
            description = "Requests of each run for machines' own scripts; default: ${DEFAULT-VALUE}.")
    private int through;

    @Option(
            names = "--connections",
            paramLabel = "C",
            defaultValue = "64",
            description = "Connections that are kept; default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--machines",
            paramLabel = "M",
            defaultValue = "1000",
            description = "Registered machines; default: ${DEFAULT-VALUE}.")
    private int machines;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "3",
            description = "How often all are run in turn; default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--nginx",
            paramLabel = "PROGRAM",
            description = "nginx; default: that on the PATH, or Debian's package, fetched and unpacked below target/.")
    private Optional<Path> nginx = Optional.empty();

    @Option(
            names = "--java-options",
            paramLabel = "OPTIONS",
            split = " ",
            description = "More options for the JVMs of engine and edge, such as -XX:StartFlightRecording=….")
    private List<String> javaOptions = List.of();

    @Option(names = "--json", description = "JSON instead of the table.")
    private boolean json;

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        if (requests < 1 || through < 1 || connections < 1 || machines < 1 || rounds < 1) {
            throw new ParameterException(spec.commandLine(), "every number must be 1 or more");
        }
        Path target = JavaOptions.checkout().resolve("deploy/bench/target");
        Lab lab = Lab.in(target.resolve("bench"), javaOptions);
        Optional<Path> program = nginx.isPresent() ? nginx : nginx(new Packages(target.resolve("nginx")));
        Readings readings =
                new Boots(requests, through, connections, machines, rounds).run(lab, program, this::progress);
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

    /** Empty when there is none, after the reason has been said: the edge is then measured alone. */
    private Optional<Path> nginx(Packages packages) {
        try {
            return Optional.of(NginxServer.program(packages));
        } catch (IOException absent) {
            progress(String.valueOf(absent.getMessage()).strip());
            return Optional.empty();
        }
    }

    private void progress(String what) {
        spec.commandLine().getErr().println("pureboot: " + what);
        spec.commandLine().getErr().flush();
    }
}
