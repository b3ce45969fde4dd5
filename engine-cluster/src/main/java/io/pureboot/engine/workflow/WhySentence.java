package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.ExecutionState.Pause;
import io.pureboot.protocol.ExecutionStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an execution waits for, in one sentence. */
final class WhySentence {
    private WhySentence() {}

    static String of(Execution execution) {
        if (execution.status().terminal()) {
            return ended(execution);
        }
        if (execution.pause().isPresent()) {
            return paused(execution, execution.pause().get());
        }
        String work = execution.tasks().stream()
                .findFirst()
                .map(task -> work(execution, task))
                .orElse("Nothing is under way");
        return work + more(execution) + cancelling(execution) + ".";
    }

    /** When that began. */
    static Optional<Instant> since(Execution execution) {
        if (execution.status().terminal()) {
            return execution.completedAt();
        }
        if (execution.pause().isPresent()) {
            return execution.pause().map(Pause::at);
        }
        return execution.tasks().stream().findFirst().flatMap(task -> switch (task) {
            case Task.Running running -> Optional.of(running.startedAt());
            case Task.AwaitingRetry waiting ->
                execution.latestAttempt(waiting.step()).flatMap(Attempt::completedAt);
        });
    }

    private static String ended(Execution execution) {
        String open = execution.requests().isEmpty() ? "" : "; its node has not yet answered what it was asked";
        return "The execution has ended: " + execution.status().wire()
                + execution.error().map(error -> " (" + error + ")").orElse("") + open + ".";
    }

    private static String paused(Execution execution, Pause pause) {
        List<Task.Running> running =
                execution.running().stream().filter(task -> !task.waits()).toList();
        String work = running.isEmpty()
                ? "; nothing runs"
                : "; " + attempt(running.getFirst().attempt(), name(execution, running.getFirst()))
                        + " goes on meanwhile";
        return "The execution is paused by " + pause.by()
                + pause.reason().map(reason -> " (" + reason + ")").orElse("") + work
                + "; it waits to be resumed.";
    }

    private static String work(Execution execution, Task task) {
        String name = name(execution, task);
        return switch (task) {
            case Task.AwaitingRetry waiting ->
                "Step " + name + " has failed and waits for its next attempt, due at " + waiting.due();
            case Task.Running running
            when Cancelling.inGrace(execution) && running.phase() != Phase.CANCEL ->
                "The agent's word on " + attempt(running.attempt(), name) + ", which is to stop, is awaited";
            case Task.Running running
            when running.contactDeadline().isPresent() ->
                "Step " + name + " waits for the machine to show itself for the first time";
            case Task.Running running
            when running.announced() ->
                "Step " + name + " waits for the machine to boot again after the reboot that it has announced";
            case Task.Running running
            when running.waits() -> "Step " + name + " waits for its time to pass, until " + running.deadline();
            case Task.Running running -> reported(execution, running, name);
        };
    }

    private static String reported(Execution execution, Task.Running running, String name) {
        boolean phoneHome = execution
                .step(running.step())
                .filter(step -> step.behaviour().completion() == Completion.PHONE_HOME)
                .isPresent();
        return phoneHome
                ? "Step " + name + " waits for the installed system to phone home"
                : "The report on " + attempt(running.attempt(), name) + ", which runs on the machine, is awaited";
    }

    private static String more(Execution execution) {
        int others = execution.tasks().size() - 1;
        return others < 1 ? "" : ", and " + others + " more " + (others == 1 ? "step is" : "steps are") + " under way";
    }

    private static String cancelling(Execution execution) {
        return execution.status() == ExecutionStatus.CANCELLING
                ? "; the execution is being cancelled"
                : execution.status() == ExecutionStatus.ROLLING_BACK ? "; the execution is rolling back" : "";
    }

    private static String attempt(int number, String step) {
        return "attempt " + number + " of step " + step;
    }

    private static String name(Execution execution, Task task) {
        return "'"
                + execution
                        .step(task.step())
                        .map(GraphStep::name)
                        .orElse(task.step().value()) + "'";
    }
}
