package io.pureboot.engine.promise;

import static io.pureboot.engine.EngineMember.get;

import io.pureboot.engine.EngineMember;
import io.pureboot.engine.Machines;
import io.pureboot.engine.Workflows;
import io.pureboot.engine.execution.ExecutionAnswer;
import io.pureboot.engine.node.StartAnswer;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepId;
import java.util.Optional;

/** What tests of several engines ask of one of them, past HTTP. */
final class Members {
    private Members() {}

    /** A new machine's execution of the steps {@code one} and {@code two}. */
    static ExecutionId started(EngineMember engine) {
        StartAnswer answer = get(engine.nodes()
                .start(
                        Machines.registered(engine).id(),
                        ExecutionId.fresh(),
                        Workflows.twoScripts(),
                        Json.mapper().createObjectNode(),
                        "test",
                        Optional.empty()));
        return ((StartAnswer.Started) answer).execution();
    }

    static ExecutionAnswer report(
            EngineMember engine, ExecutionId id, String step, ReportStatus status, String eventId) {
        return get(engine.executions()
                .ask(id, new ExecutionCommand.Report(new StepId(step), Machines.report(status, 1, eventId))));
    }

    static Execution execution(EngineMember engine, ExecutionId id) {
        return get(engine.executions().get(id)).orElseThrow();
    }

    /** How many events of that name the journal holds of the execution. */
    static long journalled(EngineMember engine, ExecutionId id, String name) {
        return get(engine.database().call(connection -> {
            try (var query = connection.prepareStatement(
                    "SELECT count(*) FROM journal_event WHERE persistence_id = ?" + " AND name LIKE ?")) {
                query.setString(1, "WorkflowExecution|" + id.value());
                query.setString(2, name + ":%");
                try (var rows = query.executeQuery()) {
                    rows.next();
                    return rows.getLong(1);
                }
            }
        }));
    }
}
