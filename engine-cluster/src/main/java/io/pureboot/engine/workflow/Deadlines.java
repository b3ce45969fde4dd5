package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What ticks in a state, and what follows when it is due (promise P-6). */
final class Deadlines {
    private Deadlines() {}

    static List<Deadline> of(Execution execution) {
        if (execution.status().terminal()) {
            return List.of();
        }
        List<Deadline> deadlines = new ArrayList<>();
        boolean stopped = execution.pause().isPresent();
        if (!stopped && execution.status() != ExecutionStatus.CANCELLING) {
            execution.deadline().ifPresent(at -> deadlines.add(whole(DeadlineCause.EXECUTION_TIMEOUT, at)));
        }
        for (Task task : execution.tasks()) {
            if (stopped && !(task instanceof Task.Running running && !running.waits())) {
                continue;
            }
            switch (task) {
                case Task.Running running -> {
                    running.contactDeadline()
                            .ifPresent(at -> deadlines.add(of(DeadlineCause.FIRST_CONTACT, at, running)));
                    DeadlineCause cause = running.waits() ? DeadlineCause.WAIT : DeadlineCause.ATTEMPT_TIMEOUT;
                    deadlines.add(of(cause, running.deadline(), running));
                }
                case Task.AwaitingRetry waiting ->
                    deadlines.add(new Deadline(
                            DeadlineCause.RETRY_DELAY, waiting.due(), Optional.of(waiting.step()), Optional.empty()));
            }
        }
        if (Cancelling.inGrace(execution)) {
            execution
                    .cancel()
                    .ifPresent(cancel -> deadlines.add(whole(DeadlineCause.CANCEL_GRACE, cancel.graceDeadline())));
        }
        deadlines.sort(Comparator.comparing(Deadline::at));
        return List.copyOf(deadlines);
    }

    /** Everything that is due by now, the earliest first, each judged in the state that the one before has left. */
    static Decision timePassed(Execution execution, Moment moment) {
        Unfolding unfolding = new Unfolding(execution, moment);
        Optional<Deadline> handled = Optional.empty();
        Optional<Deadline> due = firstDue(execution, moment.now());
        // One that is still due after it was handled belongs to a state that no history of this machine leads to: leave
        // it.
        while (due.isPresent() && !due.equals(handled)) {
            passed(unfolding, due.get());
            handled = due;
            due = firstDue(unfolding.execution(), moment.now());
        }
        return unfolding.accepted();
    }

    static Decision heartbeatMissed(Execution execution, ExecutionCommand.HeartbeatMissed missed, Moment moment) {
        Unfolding unfolding = new Unfolding(execution, moment);
        execution
                .running(missed.step(), missed.attempt())
                .ifPresent(task -> heartbeatLimit(execution, task)
                        .ifPresent(limit -> timedOut(
                                unfolding,
                                task,
                                DeadlineCause.HEARTBEAT_TIMEOUT,
                                "no heartbeat for more than " + limit)));
        return unfolding.accepted();
    }

    static Optional<Seconds> heartbeatLimit(Execution execution, Task.Running task) {
        boolean agentIsThere = task.contactDeadline().isEmpty() && !task.announced();
        return execution
                .step(task.step())
                .filter(step -> agentIsThere && step.behaviour().completion() == Completion.REPORT)
                .map(GraphStep::heartbeatTimeout)
                .filter(limit -> !limit.isZero());
    }

    private static Optional<Deadline> firstDue(Execution execution, Instant now) {
        return of(execution).stream()
                .findFirst()
                .filter(deadline -> !deadline.at().isAfter(now));
    }

    private static void passed(Unfolding unfolding, Deadline deadline) {
        Execution execution = unfolding.execution();
        switch (deadline.cause()) {
            case EXECUTION_TIMEOUT -> outOfTime(unfolding);
            case CANCEL_GRACE -> Cancelling.graceOver(unfolding);
            case RETRY_DELAY -> deadline.step().flatMap(execution::task).ifPresent(task -> tryAgain(unfolding, task));
            case WAIT ->
                running(execution, deadline).ifPresent(task -> {
                    unfolding.happens(Progression.ended(
                            unfolding.now(), task, StepStatus.SUCCESS, Optional.of(DeadlineCause.WAIT), "waited"));
                    Progression.succeeded(unfolding, task.phase());
                });
            case ATTEMPT_TIMEOUT, HEARTBEAT_TIMEOUT ->
                running(execution, deadline)
                        .ifPresent(task -> timedOut(
                                unfolding,
                                task,
                                deadline.cause(),
                                "timed out after " + limit(execution, task.step(), GraphStep::timeout)));
            case FIRST_CONTACT ->
                running(execution, deadline)
                        .ifPresent(task -> timedOut(
                                unfolding,
                                task,
                                deadline.cause(),
                                "the machine did not show itself within "
                                        + limit(
                                                execution,
                                                task.step(),
                                                step -> step.behaviour()
                                                        .firstContact()
                                                        .orElse(Seconds.ZERO))));
        }
    }

    private static void timedOut(Unfolding unfolding, Task.Running task, DeadlineCause cause, String message) {
        unfolding.happens(Progression.ended(unfolding.now(), task, StepStatus.TIMED_OUT, Optional.of(cause), message));
        unfolding
                .execution()
                .step(task.step())
                .ifPresent(step -> StepFailure.follow(unfolding, step, task, StepFailure.Failure.silent(message)));
    }

    private static void tryAgain(Unfolding unfolding, Task task) {
        if (task instanceof Task.AwaitingRetry waiting) {
            unfolding
                    .execution()
                    .step(waiting.step())
                    .ifPresent(step -> Progression.start(unfolding, step, waiting.phase(), waiting.nextBudgeted()));
        }
    }

    private static void outOfTime(Unfolding unfolding) {
        Execution execution = unfolding.execution();
        String limit =
                execution.workflow().graph().timeout().orElse(Seconds.ZERO).toString();
        String error = "The execution did not end within " + limit;
        Optional<StepId> step = execution
                .failedStep()
                .or(() -> execution.tasks().stream().map(Task::step).findFirst());
        Progression.cancelRunning(unfolding, Optional.of(DeadlineCause.EXECUTION_TIMEOUT), error);
        unfolding.happens(new ExecutionEvent.ExecutionEnded(
                unfolding.now(), ExecutionStatus.FAILED, step, Optional.of(StepFailure.both(execution, error)), false));
    }

    private static Optional<Task.Running> running(Execution execution, Deadline deadline) {
        return deadline.step().flatMap(step -> deadline.attempt().flatMap(attempt -> execution.running(step, attempt)));
    }

    private static String limit(Execution execution, StepId id, java.util.function.Function<GraphStep, Seconds> field) {
        return execution.step(id).map(field).orElse(Seconds.ZERO).toString();
    }

    private static Deadline whole(DeadlineCause cause, Instant at) {
        return new Deadline(cause, at, Optional.empty(), Optional.empty());
    }

    private static Deadline of(DeadlineCause cause, Instant at, Task.Running task) {
        return new Deadline(cause, at, Optional.of(task.step()), Optional.of(task.attempt()));
    }
}
