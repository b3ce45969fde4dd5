package io.pureboot.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.bench.job.ColdStart;
import io.pureboot.bench.job.Idle;
import io.pureboot.bench.job.JobSize;
import io.pureboot.bench.job.Lab;
import io.pureboot.bench.job.Pairs;
import io.pureboot.bench.job.Suite;
import io.pureboot.bench.job.Timers;
import io.pureboot.bench.report.ComparisonJson;
import io.pureboot.bench.report.ComparisonTable;
import io.pureboot.bench.report.Readings;
import io.pureboot.bench.subject.JavaOptions;
import io.pureboot.protocol.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench engine}: the standard job, beside the floor. */
@Command(
        name = "engine",
        description =
                "W executions of five script steps, driven by C agents over HTTP; beside it the floor: a server that does no more"
                        + " than one durable SQL statement for each callback.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Each run has JVMs, a PostgreSQL and a database of its own. docs/how-to/benchmark.md says how to read the figures.",
            "Exit status: 0, or 1 when an answer was not the expected one."
        })
final class EngineBench implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--executions",
            paramLabel = "W",
            defaultValue = "20000",
            description = "Executions of the standard job; default: ${DEFAULT-VALUE}.")
    private int executions;

    @Option(
            names = "--agents",
            paramLabel = "C",
            defaultValue = "64",
            description = "Agents, each with a connection that it keeps; default: ${DEFAULT-VALUE}.")
    private int agents;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            defaultValue = "1",
            description = "Engine processes in one cluster, on the same processors; default: ${DEFAULT-VALUE}.")
    private int nodes;

    @Option(
            names = "--rounds",
            paramLabel = "R",
            defaultValue = "2",
            description = "How often engine and floor are run in turn; default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "2000",
            description =
                    "Executions before the job in the same JVM, shown as cold; 0: the job itself is the cold start;"
                            + " default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(names = "--only", paramLabel = "engine|floor", description = "Run one of both.")
    private Optional<Pairs.Side> only = Optional.empty();

    @Option(
            names = "--quick",
            description = "Do not wait for PostgreSQL's counters (22 s a run): leaves out syncs and commits.")
    private boolean quick;

    @Option(names = "--json", description = "JSON with all values on standard output instead of the table.")
    private boolean json;

    @Option(
            names = "--suite",
            description = "Every measurement that has a target, and whether it is met; takes about an hour.")
    private boolean suite;

    @Option(
            names = "--divisor",
            paramLabel = "D",
            defaultValue = "1",
            description = "Suite: all sizes divided by D, for a try whose targets say little.")
    private int divisor;

    @Option(
            names = "--timers",
            paramLabel = "T",
            description =
                    "T executions that wait for long and a tenth as many that fall due in one second: memory, delay, start-up.")
    private Optional<Integer> timers = Optional.empty();

    @Option(
            names = "--lead",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "Timers: from the start of those to that second; default: ${DEFAULT-VALUE}.")
    private int lead;

    @Option(names = "--cold-start", description = "From the start of an engine's process until it is ready.")
    private boolean coldStart;

    @Option(names = "--idle", description = "Memory and processor time of an engine that has nothing to do.")
    private boolean idle;

    @Option(
            names = "--idle-for",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Idle: how long it idles before it is looked at; default: ${DEFAULT-VALUE}.")
    private int idleFor;

    @Option(
            names = "--engine-options",
            paramLabel = "OPTIONS",
            split = " ",
            description =
                    "More options for the engine's JVM, such as -Dpureboot.engine.…=… or -XX:StartFlightRecording=….")
    private List<String> engineOptions = List.of();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Where databases lie while they are measured: their disk counts. Default: deploy/bench/target/bench.")
    private Optional<Path> directory = Optional.empty();

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        atLeastOne("--executions", executions);
        atLeastOne("--agents", agents);
        atLeastOne("--nodes", nodes);
        atLeastOne("--rounds", rounds);
        atLeastOne("--divisor", divisor);
        Path root = directory.orElseGet(() -> JavaOptions.checkout().resolve("deploy/bench/target/bench"));
        Lab lab = Lab.in(root, engineOptions);
        progress("databases and logs lie in " + lab.folder() + " until the end");
        long mistakes = measure(lab);
        spec.commandLine().getOut().flush();
        if (mistakes > 0) {
            progress("the logs are kept in " + lab.folder());
            return 1;
        }
        lab.discard();
        return 0;
    }

    /** Wrong answers. */
    private long measure(Lab lab) throws IOException, SQLException, InterruptedException {
        if (timers.isPresent()) {
            return show(new Timers(timers.get(), Duration.ofSeconds(lead)).run(lab, this::progress));
        }
        if (coldStart || idle) {
            long mistakes = coldStart ? show(ColdStart.run(lab, 3)) : 0;
            return mistakes + (idle ? show(Idle.run(lab, Duration.ofSeconds(idleFor))) : 0);
        }
        Duration patience = quick ? Duration.ZERO : JobSize.COUNTERS;
        if (suite) {
            return show(new Suite(rounds, divisor, patience).run(lab, this::progress));
        }
        return show(new Pairs(sides(), nodes, rounds, warmUp)
                .run(lab, new JobSize(executions, agents, patience), this::progress));
    }

    private void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new ParameterException(spec.commandLine(), option + " must be 1 or more, not " + value);
        }
    }

    private Set<Pairs.Side> sides() {
        return only.<Set<Pairs.Side>>map(EnumSet::of).orElseGet(() -> EnumSet.allOf(Pairs.Side.class));
    }

    private void progress(String what) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("pureboot: " + what);
        err.flush();
    }

    private long show(Pairs.Outcome outcome) {
        if (json) {
            ObjectNode all = Json.mapper().createObjectNode();
            all.put("executions", executions)
                    .put("agents", agents)
                    .put("nodes", nodes)
                    .put("rounds", rounds);
            all.put("warm_up", warmUp).put("errors", outcome.mistakes());
            all.put("processors", Runtime.getRuntime().availableProcessors());
            if (warmUp > 0) {
                all.set("cold", ComparisonJson.of(outcome.cold()));
            }
            all.set("standard", ComparisonJson.of(outcome.standard()));
            print(List.of(all.toPrettyString()));
        } else {
            if (warmUp > 0) {
                print(List.of("cold: the first " + warmUp + " executions of a fresh JVM, " + agents + " agents"));
                print(ComparisonTable.lines(outcome.cold()));
                print(List.of(""));
            }
            String name = warmUp > 0 ? "standard job: " : "cold: ";
            print(List.of(name + executions + " executions, " + agents + " agents, " + rounds + " rounds"));
            print(ComparisonTable.lines(outcome.standard()));
        }
        return outcome.mistakes();
    }

    private long show(Suite.Results results) {
        if (json) {
            print(List.of(SuiteReport.json(results).toPrettyString()));
        } else {
            print(SuiteReport.lines(results));
        }
        return results.mistakes();
    }

    private long show(Readings readings) {
        print(json ? List.of(readings.json().toPrettyString()) : readings.lines());
        return readings.mistakes().count();
    }

    private void print(List<String> lines) {
        lines.forEach(spec.commandLine().getOut()::println);
    }
}
