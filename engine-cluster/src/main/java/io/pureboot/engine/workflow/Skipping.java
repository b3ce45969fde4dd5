package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.util.Optional;

/** An operator passes over a step of the forward sequence (promise P-13): one that waits, or the one that a run has failed at. */
final class Skipping {
    private Skipping() {}

    /** Ends a waiting step. A failed execution refuses it with EXECUTION_ENDED: its skip is a new run, under a new lock of the node. */
    static Decision skip(Execution execution, ExecutionCommand.Skip skip, Moment moment) {
        Optional<StepId> named = skip.step();
        if (named.filter(execution.skipped()::contains).isPresent()) {
            return new Decision.Duplicate();
        }
        if (named.isPresent() && execution.step(named.get()).isEmpty()) {
            return WorkflowMachine.refused(Refusal.Code.STEP_UNKNOWN, "the workflow has no step '" + named.get() + "'");
        }
        return switch (execution.status()) {
            case FAILED -> named.isPresent() ? failedElsewhere(execution, named.get()) : ended(execution);
            case COMPLETED, CANCELLED -> ended(execution);
            case CANCELLING ->
                WorkflowMachine.refused(Refusal.Code.EXECUTION_CANCELLING, "clean-up steps are not skipped");
            case PENDING, RUNNING, PAUSED, ROLLING_BACK -> skipWaiting(execution, skip, moment);
        };
    }

    /** The failed step counts as skipped, and a new run goes on after it. */
    static Decision skipFailed(Execution execution, ExecutionCommand.SkipFailed skip, Moment moment) {
        if (skip.lease() <= execution.lease()) {
            // As with a retry: the same number is the same asking, whose answer was lost.
            return new Decision.Duplicate();
        }
        if (execution.status() != ExecutionStatus.FAILED) {
            return execution.status().terminal()
                    ? ended(execution)
                    : WorkflowMachine.refused(
                            Refusal.Code.EXECUTION_NOT_ENDED,
                            "the execution is " + execution.status().wire());
        }
        if (!execution.failedStep().equals(Optional.of(skip.step()))) {
            return failedElsewhere(execution, skip.step());
        }
        CompiledGraph graph = execution.workflow().graph();
        if (!graph.forward().contains(skip.step())) {
            return notForward(skip.step());
        }
        Unfolding unfolding = new Unfolding(execution, moment);
        unfolding.happens(new ExecutionEvent.ExecutionRetried(
                moment.now(),
                execution.run() + 1,
                skip.lease(),
                skip.step(),
                skip.by(),
                Optional.of(skip.reason()),
                WorkflowMachine.runDeadline(graph, moment.now())));
        unfolding.happens(
                new ExecutionEvent.StepSkipped(moment.now(), skip.step(), skip.reason(), Optional.of(skip.by())));
        Progression.onward(unfolding);
        return unfolding.accepted();
    }

    private static Decision skipWaiting(Execution execution, ExecutionCommand.Skip skip, Moment moment) {
        Optional<Task> task = skip.step()
                .map(execution::task)
                .orElseGet(() -> execution.tasks().stream()
                        .filter(Skipping::waits)
                        .findFirst()
                        .or(() -> execution.tasks().stream().findFirst()));
        if (task.isEmpty()) {
            return skip.step()
                    .map(step -> WorkflowMachine.refused(
                            Refusal.Code.STEP_NOT_CURRENT, "step '" + step + "' neither waits nor runs"))
                    .orElseGet(() ->
                            WorkflowMachine.refused(Refusal.Code.NOTHING_TO_SKIP, "no step of the execution waits"));
        }
        if (!waits(task.get())) {
            return WorkflowMachine.refused(
                    Refusal.Code.STEP_RUNNING,
                    "an attempt at step '" + task.get().step() + "' runs; only a step that waits can be skipped");
        }
        return task.get().phase() == Phase.FORWARD
                ? pass(execution, task.get(), skip, moment)
                : notForward(task.get().step());
    }

    private static Decision pass(Execution execution, Task task, ExecutionCommand.Skip skip, Moment moment) {
        Unfolding unfolding = new Unfolding(execution, moment);
        if (task instanceof Task.Running waiting) {
            unfolding.happens(Progression.ended(
                    moment.now(),
                    waiting,
                    StepStatus.SKIPPED,
                    Optional.empty(),
                    "skipped by " + skip.by() + ": " + skip.reason()));
        }
        unfolding.happens(
                new ExecutionEvent.StepSkipped(moment.now(), task.step(), skip.reason(), Optional.of(skip.by())));
        Progression.onward(unfolding);
        return unfolding.accepted();
    }

    private static boolean waits(Task task) {
        return switch (task) {
            case Task.AwaitingRetry waiting -> true;
            case Task.Running running -> running.waits();
        };
    }

    private static Decision failedElsewhere(Execution execution, StepId named) {
        boolean there = execution.failedStep().equals(Optional.of(named));
        return there
                ? ended(execution)
                : WorkflowMachine.refused(
                        Refusal.Code.STEP_NOT_CURRENT,
                        execution
                                .failedStep()
                                .map(failed ->
                                        "the execution has failed at step '" + failed + "', not at '" + named + "'")
                                .orElse("the execution has not failed at a step"));
    }

    private static Decision notForward(StepId step) {
        return WorkflowMachine.refused(
                Refusal.Code.STEP_NOT_SKIPPABLE,
                "step '" + step + "' undoes or cleans up; only steps of the forward sequence can be skipped");
    }

    private static Decision ended(Execution execution) {
        return WorkflowMachine.ended(execution.status());
    }
}
