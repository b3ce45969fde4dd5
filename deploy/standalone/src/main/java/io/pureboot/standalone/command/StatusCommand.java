package io.pureboot.standalone.command;

import io.pureboot.standalone.client.ExecutionView;
import io.pureboot.standalone.client.TextTable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: the executions. */
@Command(name = "status", description = "The newest executions, one line each.")
public final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ClientOptions client = new ClientOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many; default: ${DEFAULT-VALUE}.")
    private int limit;

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<ExecutionView> executions = client.client().executions(limit);
        if (executions.isEmpty()) {
            System.out.println("No executions yet. ./pureboot demo shows one.");
            return 0;
        }
        Instant now = Instant.now();
        TextTable table = new TextTable("EXECUTION", "STATUS", "WORKFLOW", "NODE", "STARTED", "SECONDS", "ERROR");
        for (ExecutionView each : executions) {
            table.row(
                    each.id().value(),
                    each.status().wire(),
                    each.workflowName().or(each::workflowId).orElse(""),
                    each.nodeId().orElse(""),
                    each.startedAt().map(Instant::toString).orElse(""),
                    each.startedAt()
                            .map(start ->
                                    Duration.between(start, each.completedAt().orElse(now)))
                            .map(length -> Long.toString(length.toSeconds()))
                            .orElse(""),
                    each.errorMessage().orElse(""));
        }
        table.lines().forEach(System.out::println);
        return 0;
    }
}
