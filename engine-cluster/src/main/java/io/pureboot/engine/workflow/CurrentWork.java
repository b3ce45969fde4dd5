package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import java.util.Optional;

/** What matters in an execution now to those who serve its machine: of several things under way, the one that began first. */
public sealed interface CurrentWork {
    /** The step that it is about, when there is one. */
    Optional<GraphStep> about();

    /** An attempt runs, forward, rolling back or cleaning up. */
    record RunningStep(GraphStep step, Task.Running task) implements CurrentWork {
        @Override
        public Optional<GraphStep> about() {
            return Optional.of(step);
        }
    }

    /** The step waits for its next attempt. */
    record AwaitingRetry(GraphStep step, Task.AwaitingRetry task) implements CurrentWork {
        @Override
        public Optional<GraphStep> about() {
            return Optional.of(step);
        }
    }

    /** The execution is cancelled; the agent is to stop this attempt and to say so. */
    record Cancelling(GraphStep step, Task.Running task) implements CurrentWork {
        @Override
        public Optional<GraphStep> about() {
            return Optional.of(step);
        }
    }

    /** Nothing is under way. */
    record Ended(ExecutionStatus status) implements CurrentWork {
        @Override
        public Optional<GraphStep> about() {
            return Optional.empty();
        }
    }

    static CurrentWork of(Execution execution) {
        return execution.tasks().stream()
                .flatMap(task -> execution.step(task.step()).map(step -> of(execution, step, task)).stream())
                .findFirst()
                .orElseGet(() -> new Ended(execution.status()));
    }

    /** The step and attempt to name in answers: the running one, or the last one of a step that waits for its retry. */
    static Optional<Attempt> currentAttempt(Execution execution) {
        Optional<StepId> step = of(execution).about().map(GraphStep::id);
        return step.flatMap(execution::latestAttempt);
    }

    private static CurrentWork of(Execution execution, GraphStep step, Task task) {
        return switch (task) {
            case Task.AwaitingRetry waiting -> new AwaitingRetry(step, waiting);
            case Task.Running running -> {
                boolean inGrace = execution.status() == ExecutionStatus.CANCELLING && running.phase() != Phase.CANCEL;
                yield inGrace ? new Cancelling(step, running) : new RunningStep(step, running);
            }
        };
    }
}
