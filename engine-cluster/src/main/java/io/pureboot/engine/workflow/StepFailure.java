package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepStatus;
import java.time.Duration;
import java.util.Optional;

/** What follows when an attempt has failed or timed out: the step's {@code on_failure}, within the phase that it ran in. */
final class StepFailure {
    private static final double MILLIS = 1000.0;

    private StepFailure() {}

    /**
     * What the policy needs to know of a failure.
     *
     * @param retryable false when the agent said that another attempt is pointless (promise P-8)
     */
    record Failure(Optional<Integer> exitCode, boolean retryable, Optional<String> message) {
        /** Nobody has said anything: a deadline has passed. */
        static Failure silent(String message) {
            return new Failure(Optional.empty(), true, Optional.of(message));
        }
    }

    /** {@code failed}, an attempt at {@code step}, has ended, and its end has happened: on with what its policy says. */
    static void follow(Unfolding unfolding, GraphStep step, Task.Running failed, Failure failure) {
        boolean cancelling = unfolding.execution().status() == ExecutionStatus.CANCELLING;
        if (cancelling && failed.phase() != Phase.CANCEL) {
            Cancelling.proceed(unfolding);
        } else if (worthAnother(step, failed, failure)) {
            again(unfolding, step, failed);
        } else {
            String error = error(step, failed, failure);
            switch (failed.phase()) {
                case FORWARD -> forward(unfolding, step, error);
                case ROLLBACK -> rollbackFailed(unfolding, error);
                case CANCEL -> Cancelling.proceed(unfolding);
            }
        }
    }

    /** An unexpected reboot ends the attempt {@code task} as failed, and {@code policy} says what follows (promise P-16). */
    static void rebooted(
            Unfolding unfolding, GraphStep step, Task.Running task, RebootPolicy policy, Optional<String> eventId) {
        unfolding.happens(new ExecutionEvent.AttemptEnded(
                unfolding.now(),
                task.step(),
                task.attempt(),
                StepStatus.FAILED,
                Optional.empty(),
                Optional.empty(),
                Optional.of(Reboots.MESSAGE),
                Optional.empty(),
                eventId,
                Optional.empty(),
                Optional.empty()));
        if (policy == RebootPolicy.RETRY && task.budgeted() < step.retry().maxAttempts()) {
            again(unfolding, step, task);
        } else {
            follow(unfolding, step, task, Failure.silent(Reboots.MESSAGE));
        }
    }

    private static void again(Unfolding unfolding, GraphStep step, Task.Running failed) {
        unfolding.happens(new ExecutionEvent.RetryScheduled(
                unfolding.now(),
                step.id(),
                failed.budgeted() + 1,
                failed.phase(),
                unfolding.now().plus(delay(step.retry(), failed.budgeted(), unfolding.chance()))));
    }

    /** The delay before the attempt that follows {@code failures} failed ones; {@code chance} draws the jitter. */
    static Duration delay(RetrySchedule schedule, int failures, double chance) {
        double growth = switch (schedule.backoff()) {
            case CONSTANT -> 1;
            case LINEAR -> failures;
            case EXPONENTIAL -> Math.pow(2, failures - 1.0);
        };
        double limit = schedule.maxDelay().map(Seconds::value).orElse(Seconds.MAX);
        double seconds = Math.min(schedule.delay().value() * growth, limit);
        return Duration.ofMillis(Math.round(seconds * MILLIS * (1 - schedule.jitter() * chance)));
    }

    private static boolean worthAnother(GraphStep step, Task.Running failed, Failure failure) {
        RetrySchedule schedule = step.retry();
        return step.onFailure() == FailurePolicy.RETRY
                && failed.budgeted() < schedule.maxAttempts()
                && failure.retryable()
                && (schedule.retryOn().isEmpty()
                        || failure.exitCode().map(schedule.retryOn()::contains).orElse(true));
    }

    private static void forward(Unfolding unfolding, GraphStep step, String error) {
        Optional<GraphStep> rollback = step.rollbackStep().flatMap(unfolding.execution()::step);
        if (step.onFailure() == FailurePolicy.SKIP) {
            unfolding.happens(new ExecutionEvent.StepSkipped(unfolding.now(), step.id(), error, Optional.empty()));
            Progression.onward(unfolding);
            return;
        }
        Progression.cancelRunning(unfolding, Optional.empty(), "step '" + step.name() + "' has failed");
        if (step.onFailure() == FailurePolicy.ROLLBACK && rollback.isPresent()) {
            GraphStep undo = rollback.get();
            unfolding.happens(new ExecutionEvent.RollbackStarted(unfolding.now(), step.id(), undo.id(), error));
            if (unfolding.execution().pause().isEmpty()) {
                undo(unfolding);
            }
        } else {
            unfolding.happens(new ExecutionEvent.ExecutionEnded(
                    unfolding.now(), ExecutionStatus.FAILED, Optional.of(step.id()), Optional.of(error), false));
        }
    }

    /** Starts the roll-back step of what has failed. */
    static void undo(Unfolding unfolding) {
        Execution execution = unfolding.execution();
        execution
                .failedStep()
                .flatMap(execution::step)
                .flatMap(GraphStep::rollbackStep)
                .flatMap(execution::step)
                .ifPresent(undo -> Progression.start(unfolding, undo, Phase.ROLLBACK, 1));
    }

    private static void rollbackFailed(Unfolding unfolding, String error) {
        Execution execution = unfolding.execution();
        unfolding.happens(new ExecutionEvent.ExecutionEnded(
                unfolding.now(),
                ExecutionStatus.FAILED,
                execution.failedStep(),
                Optional.of(both(execution, "roll-back failed as well: " + error)),
                false));
    }

    /** The error that the execution has already, and {@code second}. */
    static String both(Execution execution, String second) {
        return execution.error().map(first -> first + "; " + second).orElse(second);
    }

    private static String error(GraphStep step, Task.Running failed, Failure failure) {
        String attempts = failed.budgeted() == 1 ? "1 attempt" : failed.budgeted() + " attempts";
        return "Step '" + step.name() + "' failed after " + attempts
                + failure.message().map(message -> ": " + message).orElse("");
    }
}
