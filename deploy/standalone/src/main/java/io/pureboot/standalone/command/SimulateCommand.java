package io.pureboot.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.client.SimulationText;
import io.pureboot.standalone.files.LocalSimulation;
import io.pureboot.standalone.files.TextFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code workflow simulate}: what a workflow would do, without a server. */
@Command(
        name = "simulate",
        description = {
            "Runs a workflow in virtual time, here, without a server and without machines.",
            "",
            "Outcomes: STEP=OUTCOME,OUTCOME,... for attempt 1, 2, ...; the last one holds for all that follow. Between ';' or on",
            "lines. STEP is an id or a name, TYPE:* is all steps of a type, * is all. OUTCOME is ok, fail, fail:EXIT, fatal, silent,",
            "hang, no-boot, no-phone-home, each with @TIME (40s, 5m, 1h30m) where it makes sense; before it reboot@TIME+.",
            "What operators do: cancel@TIME, force-cancel@TIME, pause@TIME, resume@TIME.",
            "Example: --outcomes 'install=fail:2@10s,ok@40s;verify=silent;cancel@5m'"
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            " 0:it was simulated (and ended as --expect says)",
            " 1:it did not end as --expect says",
            " 2:the workflow or the outcomes are faulty; nothing was simulated"
        })
final class SimulateCommand implements Callable<Integer> {
    private static final int NOT_AS_EXPECTED = 1;
    private static final int FAULTY = 2;
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A YAML file, or - for standard input.")
    private String file = "";

    @Option(
            names = "--outcomes",
            paramLabel = "TEXT",
            description = "What becomes of the attempts; default: all goes well.")
    private Optional<String> outcomes = Optional.empty();

    @Option(names = "--outcomes-file", paramLabel = "FILE", description = "The same from a file, as a text or as JSON.")
    private Optional<String> outcomesFile = Optional.empty();

    @Option(
            names = "--expect",
            paramLabel = "STATUS",
            description = "How it must end: completed, failed, cancelled ...")
    private Optional<String> expect = Optional.empty();

    @Option(names = "--json", description = "Answer JSON.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        LocalSimulation simulation = LocalSimulation.run(
                file, TextFiles.read(file), script(), outcomesFile.orElse("--outcomes"), () -> System.nanoTime() < end);
        simulation.faults().forEach(spec.commandLine().getErr()::println);
        return simulation.simulated().map(this::show).orElse(FAULTY);
    }

    private JsonNode script() throws IOException {
        if (outcomesFile.isPresent()) {
            String text = TextFiles.read(outcomesFile.get());
            return text.stripLeading().startsWith("{") ? Json.mapper().readTree(text) : TextNode.valueOf(text);
        }
        return TextNode.valueOf(outcomes.orElse(""));
    }

    private int show(ObjectNode simulated) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(simulated.toPrettyString());
        } else {
            SimulationText.of(simulated).forEach(out::println);
        }
        String status = simulated.path("status").asText();
        if (expect.filter(wanted -> !wanted.equals(status)).isPresent()) {
            spec.commandLine().getErr().println("pureboot: expected the end " + expect.get() + ", and it is " + status);
            return NOT_AS_EXPECTED;
        }
        return 0;
    }
}
