package io.pureboot.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.bench.job.Lab;
import io.pureboot.bench.subject.JavaOptions;
import io.pureboot.bench.tftp.Crowd;
import io.pureboot.bench.tftp.Race;
import io.pureboot.bench.tftp.Standings;
import io.pureboot.bench.tftp.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code bench tftp}: the edge's TFTP beside the servers that people have. */
@Command(
        name = "tftp",
        description =
                "The edge's TFTP beside tftpd-hpa, atftpd and dnsmasq: the same files, the same clients, in turn.",
        mixinStandardHelpOptions = true)
final class TftpBench implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "3",
            description =
                    "How often each row is run by each server, beside one round to warm up; default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--megabytes",
            paramLabel = "MB",
            defaultValue = "64",
            description = "Fetched by all clients of a row together, four times as much with windows;"
                    + " default: ${DEFAULT-VALUE}.")
    private int megabytes;

    @Option(
            names = "--sessions",
            paramLabel = "N",
            defaultValue = "1000",
            description =
                    "Transfers at one time whose memory is looked at; 0 leaves that out; default: ${DEFAULT-VALUE}.")
    private int sessions;

    @Option(
            names = "--rows",
            paramLabel = "CxW",
            split = ",",
            converter = WorkloadConverter.class,
            description = "Clients and window of each row, such as 1x1,32x16; default: all that the documents show.")
    private List<Workload> rows = Workload.ROWS;

    @Option(
            names = "--edge-options",
            paramLabel = "OPTIONS",
            defaultValue = "",
            description = "Further options for the edge's JVM, separated by blanks.")
    private String edgeOptions = "";

    @Option(names = "--json", description = "Every lap as JSON instead of the table.")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (rounds < 1 || megabytes < 1 || sessions < 0) {
            throw new ParameterException(
                    spec.commandLine(), "rounds and megabytes must be 1 or more, sessions 0 or more");
        }
        List<String> options = Stream.of(edgeOptions.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
        Path target = JavaOptions.checkout().resolve("deploy/bench/target");
        Lab lab = Lab.in(target.resolve("bench"), options);
        try {
            Standings standings = new Race(megabytes * 1_000_000L, rounds, rows, options)
                    .run(lab.folder(), target.resolve("tftp-servers"), this::progress);
            List<Crowd> crowds = new ArrayList<>();
            if (sessions > 0) {
                progress(sessions + " transfers at one time");
                crowds.add(Crowd.run(sessions, lab.folder(), options));
            }
            print(standings, crowds);
            boolean allWell = standings.failures() == 0
                    && crowds.stream().allMatch(crowd -> crowd.failures().isEmpty());
            return allWell ? 0 : 1;
        } finally {
            lab.discard();
        }
    }

    /** Reads {@code 32x16}. */
    static final class WorkloadConverter implements ITypeConverter<Workload> {
        @Override
        public Workload convert(String text) {
            return Workload.read(text)
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is no row such as 32x16"));
        }
    }

    private void print(Standings standings, List<Crowd> crowds) {
        List<String> lines = new ArrayList<>();
        if (json) {
            ObjectNode all = standings.json();
            crowds.forEach(crowd -> all.putObject("crowd")
                    .put("sessions", crowd.sessions())
                    .put("idle_bytes", crowd.idleBytes())
                    .put("crowded_bytes", crowd.crowdedBytes())
                    .put("failures", crowd.failures().size()));
            lines.add(all.toPrettyString());
        } else {
            lines.addAll(standings.lines());
            crowds.forEach(crowd -> lines.add(crowd.line()));
        }
        lines.forEach(spec.commandLine().getOut()::println);
        spec.commandLine().getOut().flush();
    }

    private void progress(String what) {
        spec.commandLine().getErr().println("pureboot: " + what);
        spec.commandLine().getErr().flush();
    }
}
