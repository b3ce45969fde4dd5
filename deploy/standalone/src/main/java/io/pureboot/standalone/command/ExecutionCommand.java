package io.pureboot.standalone.command;

import io.pureboot.protocol.ExecutionId;
import io.pureboot.standalone.client.ExecutionView;
import io.pureboot.standalone.client.StepTable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code execution}: one execution, step by step. */
@Command(
        name = "execution",
        description = "One execution: each attempt at each step, with times, exit codes and messages.")
public final class ExecutionCommand implements Callable<Integer> {
    @Mixin
    private ClientOptions client = new ClientOptions();

    @Parameters(paramLabel = "ID", description = "The execution's id, as ./pureboot status shows it.")
    private String id = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<ExecutionId> parsed = ExecutionId.parse(id);
        if (parsed.isEmpty()) {
            throw new IOException("not an execution's id: " + id);
        }
        ExecutionView execution = client.client().execution(parsed.get());
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
}
