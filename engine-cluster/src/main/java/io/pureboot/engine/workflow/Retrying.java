package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import java.util.Optional;
import java.util.Set;

/** A new run of an execution that has ended (promises P-9, P-12): fresh budgets, a fresh deadline, the old history. */
final class Retrying {
    private Retrying() {}

    static Decision retry(Execution execution, ExecutionCommand.Retry retry, Moment moment) {
        if (retry.lease() <= execution.lease()) {
            // The node numbers its locks: the same number is the same asking, whose answer was lost; a lower one has
            // come late.
            return new Decision.Duplicate();
        }
        if (!execution.status().terminal()) {
            return WorkflowMachine.refused(
                    Refusal.Code.EXECUTION_NOT_ENDED,
                    "the execution is " + execution.status().wire());
        }
        CompiledGraph graph = execution.workflow().graph();
        Set<StepId> forward = graph.forward();
        if (retry.from().isPresent() && !forward.contains(retry.from().get())) {
            return WorkflowMachine.refused(
                    Refusal.Code.STEP_UNKNOWN,
                    "the forward sequence has no step '" + retry.from().get() + "'");
        }
        if (retry.from().isEmpty() && execution.status() == ExecutionStatus.COMPLETED) {
            return WorkflowMachine.refused(
                    Refusal.Code.EXECUTION_COMPLETED, "every step is done; name the step to run again from");
        }
        Optional<StepId> from = retry.from().or(() -> firstOpen(execution));
        if (from.isEmpty()) {
            return WorkflowMachine.refused(Refusal.Code.NOTHING_TO_RETRY, "every step is done");
        }
        Unfolding unfolding = new Unfolding(execution, moment);
        unfolding.happens(new ExecutionEvent.ExecutionRetried(
                moment.now(),
                execution.run() + 1,
                retry.lease(),
                from.get(),
                retry.by(),
                retry.reason(),
                WorkflowMachine.runDeadline(graph, moment.now())));
        Progression.onward(unfolding);
        return unfolding.accepted();
    }

    /** Where the last run came to an end: the step that failed or was cancelled, else the first that may start. */
    private static Optional<StepId> firstOpen(Execution execution) {
        return Progression.ready(execution).stream()
                .map(GraphStep::id)
                .filter(id -> execution.failedStep().map(id::equals).orElse(true))
                .findFirst()
                .or(() ->
                        Progression.ready(execution).stream().map(GraphStep::id).findFirst());
    }
}
