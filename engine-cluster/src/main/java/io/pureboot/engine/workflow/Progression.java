package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How an execution moves when nothing goes wrong: steps start, succeed, join; when none is left, it is complete. */
final class Progression {
    private Progression() {}

    /** Starts an attempt at {@code step}; {@code budgeted} says which try of this run it is. */
    static void start(Unfolding unfolding, GraphStep step, Phase phase, int budgeted) {
        Instant now = unfolding.now();
        Behaviour behaviour = step.behaviour();
        boolean waits = behaviour.completion() == Completion.TIMER;
        int attempt = unfolding
                .execution()
                .latestAttempt(step.id())
                .map(latest -> latest.attempt() + 1)
                .orElse(1);
        Instant deadline =
                now.plus((waits ? behaviour.duration().orElse(step.timeout()) : step.timeout()).toDuration());
        Optional<Instant> contact = behaviour.firstContact().map(limit -> now.plus(limit.toDuration()));
        unfolding.happens(
                new ExecutionEvent.AttemptStarted(now, step.id(), attempt, budgeted, phase, deadline, waits, contact));
    }

    /** An attempt has succeeded, and its end has happened: on with what follows in its phase. */
    static void succeeded(Unfolding unfolding, Phase phase) {
        Execution execution = unfolding.execution();
        if (execution.status() == ExecutionStatus.CANCELLING) {
            Cancelling.proceed(unfolding);
        } else if (phase == Phase.ROLLBACK) {
            unfolding.happens(new ExecutionEvent.ExecutionEnded(
                    unfolding.now(), ExecutionStatus.FAILED, execution.failedStep(), execution.error(), true));
        } else {
            onward(unfolding);
        }
    }

    /**
     * Starts every step that may start now, none in a pause; when nothing is under way and nothing is left to start, the execution
     * is complete.
     */
    static void onward(Unfolding unfolding) {
        List<GraphStep> ready = ready(unfolding.execution());
        if (unfolding.execution().pause().isEmpty()) {
            ready.forEach(step -> start(unfolding, step, Phase.FORWARD, 1));
        }
        if (unfolding.execution().tasks().isEmpty() && ready.isEmpty()) {
            unfolding.happens(new ExecutionEvent.ExecutionEnded(
                    unfolding.now(), ExecutionStatus.COMPLETED, Optional.empty(), Optional.empty(), false));
        }
    }

    /** The forward steps that are neither settled nor under way and whose predecessors are all settled, in the graph's order. */
    static List<GraphStep> ready(Execution execution) {
        List<GraphStep> ready = execution.workflow().graph().open(execution.settled());
        ready.removeIf(step -> execution.task(step.id()).isPresent());
        return ready;
    }

    /** Ends all running attempts as cancelled: the execution goes on without them, or not at all. */
    static void cancelRunning(Unfolding unfolding, Optional<DeadlineCause> cause, String message) {
        for (Task.Running task : unfolding.execution().running()) {
            unfolding.happens(ended(unfolding.now(), task, StepStatus.CANCELLED, cause, message));
        }
    }

    /** An end of {@code task} that no report has brought. */
    static ExecutionEvent.AttemptEnded ended(
            Instant now, Task.Running task, StepStatus outcome, Optional<DeadlineCause> cause, String message) {
        return new ExecutionEvent.AttemptEnded(
                now,
                task.step(),
                task.attempt(),
                outcome,
                cause,
                Optional.empty(),
                Optional.of(message),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
