package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.ExecutionState.Pause;
import io.pureboot.protocol.ExecutionStatus;
import java.time.Duration;
import java.util.Optional;

/**
 * Pause and resume (promise P-11). Attempts that run go on, and their own deadlines with them; nothing new starts, and the clocks of
 * what waits stand still ({@link StoppedClocks}). What ends the run ends it in a pause too: an end starts nothing.
 */
final class Pausing {
    private Pausing() {}

    static Decision pause(Execution execution, ExecutionCommand.Pause pause, Moment moment) {
        return switch (execution.status()) {
            case PAUSED -> new Decision.Duplicate();
            case COMPLETED, FAILED, CANCELLED -> WorkflowMachine.ended(execution.status());
            case CANCELLING ->
                WorkflowMachine.refused(
                        Refusal.Code.EXECUTION_CANCELLING, "a cancel is under way; it goes on to its end");
            case PENDING, RUNNING, ROLLING_BACK -> {
                Unfolding unfolding = new Unfolding(execution, moment);
                hold(unfolding, PauseCause.OPERATOR, pause.by(), pause.reason());
                yield unfolding.accepted();
            }
        };
    }

    /** Pauses it for that cause; nothing happens to one that is paused, cancelling or over. */
    static void hold(Unfolding unfolding, PauseCause cause, String by, Optional<String> reason) {
        ExecutionStatus status = unfolding.execution().status();
        boolean stands = status == ExecutionStatus.PAUSED || status == ExecutionStatus.CANCELLING;
        if (!stands && !status.terminal()) {
            unfolding.happens(new ExecutionEvent.ExecutionPaused(unfolding.now(), cause, by, reason));
        }
    }

    static Decision resume(Execution execution, ExecutionCommand.Resume resume, Moment moment) {
        if (execution.status().terminal()) {
            return WorkflowMachine.ended(execution.status());
        }
        if (execution.pause().isEmpty()) {
            return new Decision.Duplicate();
        }
        Unfolding unfolding = new Unfolding(execution, moment);
        unfolding.happens(new ExecutionEvent.ExecutionResumed(moment.now(), resume.by(), resume.reason()));
        goOn(unfolding);
        return unfolding.accepted();
    }

    /** What became startable in the pause starts. */
    private static void goOn(Unfolding unfolding) {
        Execution execution = unfolding.execution();
        if (execution.status() != ExecutionStatus.ROLLING_BACK) {
            Progression.onward(unfolding);
        } else if (execution.tasks().isEmpty()) {
            StepFailure.undo(unfolding);
        }
    }

    /** What the pause does to the state. */
    static void paused(Draft draft, Execution execution, ExecutionEvent.ExecutionPaused paused) {
        boolean cancelling = execution.status() == ExecutionStatus.CANCELLING;
        if (!execution.status().terminal() && !cancelling && execution.pause().isEmpty()) {
            draft.status = ExecutionStatus.PAUSED;
            draft.pause = Optional.of(
                    new Pause(paused.at(), paused.cause(), paused.by(), paused.reason(), execution.status()));
        }
    }

    /** What its end does: every clock that stood still is put on, and a machine that was held is served again. */
    static void resumed(Draft draft, Execution execution, ExecutionEvent.ExecutionResumed resumed) {
        execution.pause().ifPresent(pause -> {
            Duration stood = StoppedClocks.length(pause, resumed.at());
            draft.status = pause.resumesAs();
            draft.pause = Optional.empty();
            draft.boots = draft.boots.released();
            draft.deadline = execution.deadline().map(at -> at.plus(stood));
            draft.tasks.replaceAll(task -> StoppedClocks.goesOn(task, stood));
            for (Task.Running task : execution.running()) {
                if (task.waits()) {
                    draft.postpone(task, stood);
                }
            }
        });
    }
}
