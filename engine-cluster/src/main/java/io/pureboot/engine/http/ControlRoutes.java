package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.execution.ExecutionAnswer;
import io.pureboot.engine.execution.Executions;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Fields;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.node.NodeRefusal;
import io.pureboot.engine.node.Nodes;
import io.pureboot.engine.node.StartAnswer;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.Refusal;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** An operator's hand on one execution: pause, resume, skip (promises P-11, P-13). All of them may be repeated. */
final class ControlRoutes {
    private final Executions executions;
    private final Nodes nodes;
    private final ExecutionRoutes shown;

    /** @param shown how an execution is answered */
    ControlRoutes(Executions executions, Nodes nodes, ExecutionRoutes shown) {
        this.executions = executions;
        this.nodes = nodes;
        this.shown = shown;
    }

    CompletionStage<HttpResponse> pause(Call call) {
        return ExecutionRoutes.id(call)
                .then(id ->
                        reason(call).map(reason -> executions.ask(id, new ExecutionCommand.Pause(call.by(), reason))))
                .serve(answer -> answer.thenCompose(shown::shown));
    }

    CompletionStage<HttpResponse> resume(Call call) {
        return ExecutionRoutes.id(call)
                .then(id ->
                        reason(call).map(reason -> executions.ask(id, new ExecutionCommand.Resume(call.by(), reason))))
                .serve(answer -> answer.thenCompose(shown::shown));
    }

    private static Read<Optional<String>> reason(Call call) {
        return call.optionalObject().then(body -> {
            Fields fields = new Fields(body);
            Optional<String> reason = fields.text("reason", ExecutionRoutes.LONGEST_REASON);
            return fields.read(() -> reason);
        });
    }

    /** Passes over the step that waits, or the one that the execution has failed at; the reason must be given. */
    CompletionStage<HttpResponse> skip(Call call) {
        return ExecutionRoutes.id(call)
                .then(id -> call.optionalObject()
                        .then(body -> skip(body, call.by()))
                        .map(skip -> executions.ask(id, skip).thenCompose(answer -> skipped(id, skip, answer))))
                .serve(stage -> stage);
    }

    private static Read<ExecutionCommand.Skip> skip(ObjectNode body, String by) {
        Fields fields = new Fields(body);
        Optional<StepId> step = fields.parsed("step_id", StepId::parse, "malformed_id", "a step's id");
        String reason = fields.requiredText("reason", ExecutionRoutes.LONGEST_REASON);
        return fields.read(() -> new ExecutionCommand.Skip(by, step, reason));
    }

    /** A failed execution has given up its machine: the node locks itself first, as for a retry, and asks it then. */
    private CompletionStage<HttpResponse> skipped(ExecutionId id, ExecutionCommand.Skip skip, ExecutionAnswer answer) {
        Optional<Execution> failed = answer instanceof ExecutionAnswer.Refused refused
                        && refused.refusal().code() == Refusal.Code.EXECUTION_ENDED
                ? refused.execution().filter(execution -> execution.status() == ExecutionStatus.FAILED)
                : Optional.empty();
        Optional<StepId> step = failed.flatMap(Execution::failedStep);
        if (failed.isEmpty() || step.isEmpty()) {
            return shown.shown(answer);
        }
        return nodes.skipFailed(failed.get().nodeId(), id, step.get(), skip.by(), skip.reason())
                .thenCompose(started -> switch (started) {
                    case StartAnswer.Started done -> shown.shown(id, shown::shown);
                    case StartAnswer.Refused(NodeRefusal refusal) ->
                        shown.shown(id, now -> meanwhile(now, step.get(), refusal));
                });
    }

    /** Refused, but another request may have skipped that very step in between. */
    private CompletionStage<HttpResponse> meanwhile(Execution execution, StepId step, NodeRefusal refusal) {
        return execution.skipped().contains(step)
                ? shown.shown(execution)
                : CompletableFuture.completedStage(Refusals.of(refusal));
    }
}
