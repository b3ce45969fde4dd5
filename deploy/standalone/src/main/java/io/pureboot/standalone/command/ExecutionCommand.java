package io.pureboot.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.client.ExecutionView;
import io.pureboot.standalone.client.StepTable;
import io.pureboot.standalone.client.WhyText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code execution}: one execution, step by step; what it waits for, and an operator's hand on it. */
@Command(
        name = "execution",
        description = "One execution: each attempt at each step, with times, exit codes and messages.",
        subcommands = {
            ExecutionCommand.Why.class,
            ExecutionCommand.Pause.class,
            ExecutionCommand.Resume.class,
            ExecutionCommand.Skip.class
        })
public final class ExecutionCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private ClientOptions client = new ClientOptions();

    @Parameters(paramLabel = "ID", arity = "0..1", description = "The execution's id, as ./pureboot status shows it.")
    private Optional<String> id = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException {
        String given = id.orElseThrow(
                () -> new ParameterException(spec.commandLine(), "which? try: execution ID, or execution why ID"));
        ExecutionView execution = client.client().execution(parsed(given));
        System.out.println("execution " + execution.id() + ": "
                + execution.status().wire()
                + execution.errorMessage().map(text -> " (" + text + ")").orElse(""));
        System.out.println("workflow  "
                + execution.workflowName().or(execution::workflowId).orElse("?"));
        System.out.println("node      " + execution.nodeId().orElse("?"));
        System.out.println();
        StepTable.of(execution).lines().forEach(System.out::println);
        return 0;
    }

    private static ExecutionId parsed(String id) throws IOException {
        return ExecutionId.parse(id).orElseThrow(() -> new IOException("not an execution's id: " + id));
    }

    /** The execution that a subcommand is about, and the engine that has it. */
    static final class Target {
        @Spec(Spec.Target.MIXEE)
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Mixin
        private ClientOptions client = new ClientOptions();

        @Parameters(paramLabel = "ID", description = "The execution's id, as ./pureboot status shows it.")
        private String id = "";

        PrintWriter out() {
            return spec.commandLine().getOut();
        }

        JsonNode get(String what) throws IOException, InterruptedException {
            return client.client().get("/api/v1/executions/" + parsed(id) + "/" + what);
        }

        int post(String what, ObjectNode body) throws IOException, InterruptedException {
            JsonNode execution = client.client().post("/api/v1/executions/" + parsed(id) + "/" + what, body);
            out().println("execution " + id + ": " + execution.path("status").asText());
            return 0;
        }
    }

    /** {@code execution why}. */
    @Command(name = "why", description = "What an execution waits for, since when, and what would move it.")
    static final class Why implements Callable<Integer> {
        @Mixin
        private Target target = new Target();

        @Override
        public Integer call() throws IOException, InterruptedException {
            WhyText.of(target.get("why")).forEach(target.out()::println);
            return 0;
        }
    }

    /** {@code execution pause}. */
    @Command(
            name = "pause",
            description = "Starts nothing new; what runs goes on, the clocks of what waits stand still.")
    static final class Pause implements Callable<Integer> {
        @Mixin
        private Target target = new Target();

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why; the audit shows it.")
        private Optional<String> reason = Optional.empty();

        @Override
        public Integer call() throws IOException, InterruptedException {
            return target.post("pause", because(reason));
        }
    }

    /** {@code execution resume}. */
    @Command(name = "resume", description = "Goes on after a pause.")
    static final class Resume implements Callable<Integer> {
        @Mixin
        private Target target = new Target();

        @Option(names = "--reason", paramLabel = "TEXT", description = "Why; the audit shows it.")
        private Optional<String> reason = Optional.empty();

        @Override
        public Integer call() throws IOException, InterruptedException {
            return target.post("resume", because(reason));
        }
    }

    /** {@code execution skip}. */
    @Command(name = "skip", description = "Passes over the step that waits, or that the execution has failed at.")
    static final class Skip implements Callable<Integer> {
        @Mixin
        private Target target = new Target();

        @Option(
                names = "--step",
                paramLabel = "ID",
                description = "The step; default: the one that waits or has failed.")
        private Optional<String> step = Optional.empty();

        @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; the audit shows it.")
        private Optional<String> reason = Optional.empty();

        @Override
        public Integer call() throws IOException, InterruptedException {
            ObjectNode body = because(reason);
            step.ifPresent(named -> body.put("step_id", named));
            return target.post("skip", body);
        }
    }

    private static ObjectNode because(Optional<String> reason) {
        ObjectNode body = Json.mapper().createObjectNode();
        reason.ifPresent(text -> body.put("reason", text));
        return body;
    }
}
