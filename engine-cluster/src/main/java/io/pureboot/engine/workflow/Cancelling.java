package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Cancellation;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Cancel in two phases (promise P-10): what the agent holds gets its grace, then the clean-up steps run one after the other. */
final class Cancelling {
    private Cancelling() {}

    static Decision cancel(Execution execution, ExecutionCommand.Cancel cancel, Moment moment) {
        boolean cancelling = execution.status() == ExecutionStatus.CANCELLING;
        if (execution.status() == ExecutionStatus.CANCELLED || (cancelling && !cancel.force())) {
            return new Decision.Duplicate();
        }
        if (execution.status().terminal()) {
            return WorkflowMachine.ended(execution.status());
        }
        Unfolding unfolding = new Unfolding(execution, moment);
        if (!cancelling) {
            unfolding.happens(new ExecutionEvent.CancelRequested(
                    moment.now(), cancel.by(), cancel.reason(), graceDeadline(execution, cancel, moment.now())));
        }
        if (cancel.force()) {
            Progression.cancelRunning(unfolding, Optional.empty(), "cancelled by force");
            end(unfolding);
        } else {
            endWhatNoAgentHolds(unfolding);
            proceed(unfolding);
        }
        return unfolding.accepted();
    }

    /** When nothing is under way any more: the next clean-up step, or the end. */
    static void proceed(Unfolding unfolding) {
        Execution execution = unfolding.execution();
        if (!execution.tasks().isEmpty()) {
            return;
        }
        List<StepId> cleanUps = execution.workflow().graph().onCancel();
        int begun = execution.cancel().map(Cancellation::cleanUpsBegun).orElse(0);
        if (begun < cleanUps.size()) {
            execution
                    .step(cleanUps.get(begun))
                    .ifPresentOrElse(step -> Progression.start(unfolding, step, Phase.CANCEL, 1), () -> end(unfolding));
        } else {
            end(unfolding);
        }
    }

    /** The agent's word has not come in time. */
    static void graceOver(Unfolding unfolding) {
        Progression.cancelRunning(
                unfolding,
                Optional.of(DeadlineCause.CANCEL_GRACE),
                "cancelled; the agent did not acknowledge it in time");
        proceed(unfolding);
    }

    /** Whether the agent's word on what ran before the cancel is still waited for. */
    static boolean inGrace(Execution execution) {
        return execution.status() == ExecutionStatus.CANCELLING
                && execution.tasks().stream().anyMatch(task -> task.phase() != Phase.CANCEL);
    }

    private static Instant graceDeadline(Execution execution, ExecutionCommand.Cancel cancel, Instant now) {
        return cancel.force()
                ? now
                : now.plus(execution.workflow().graph().cancelGrace().toDuration());
    }

    private static void endWhatNoAgentHolds(Unfolding unfolding) {
        for (Task.Running task : unfolding.execution().running()) {
            if (task.waits()) {
                unfolding.happens(
                        Progression.ended(unfolding.now(), task, StepStatus.CANCELLED, Optional.empty(), "cancelled"));
            }
        }
    }

    private static void end(Unfolding unfolding) {
        Execution execution = unfolding.execution();
        unfolding.happens(new ExecutionEvent.ExecutionEnded(
                unfolding.now(),
                ExecutionStatus.CANCELLED,
                execution.failedStep().filter(step -> !execution.settled().contains(step)),
                execution.error(),
                false));
    }
}
