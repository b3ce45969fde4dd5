package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.ExecutionState.Pause;
import io.pureboot.engine.workflow.ExecutionState.RefusedReport;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an execution waits for, told from its state alone.
 *
 * @param waitsFor one sentence
 * @param since when that began
 * @param nextDeadline the first of {@code deadlines}
 * @param deadlines all that tick, the earliest first; none of a stopped clock
 * @param silences how long the agent of an attempt that runs may be silent
 * @param callbacks what would be accepted now
 * @param asked of the node and not answered, in order
 * @param refusals the reports that were refused, the newest first
 * @param pause the pause that it stands in
 */
public record Why(
        String waitsFor,
        Optional<Instant> since,
        Optional<Deadline> nextDeadline,
        List<Deadline> deadlines,
        List<Silence> silences,
        List<Callback> callbacks,
        List<NodeRequest> asked,
        List<RefusedReport> refusals,
        Optional<Pause> pause) {

    /** @param limit the longest silence before the attempt times out */
    public record Silence(StepId step, int attempt, Seconds limit) {}

    /**
     * A report that would hold.
     *
     * @param byPhoneHome the installed system's phone-home says the same as a success
     */
    public record Callback(StepId step, int attempt, List<ReportStatus> statuses, boolean byPhoneHome) {}

    public static Why of(Execution execution) {
        List<Deadline> deadlines = WorkflowMachine.timers(execution);
        return new Why(
                WhySentence.of(execution),
                WhySentence.since(execution),
                deadlines.stream().findFirst(),
                deadlines,
                silences(execution),
                callbacks(execution),
                WorkflowMachine.requests(execution),
                execution.refused().reversed(),
                execution.pause());
    }

    private static List<Silence> silences(Execution execution) {
        return execution.running().stream()
                .flatMap(
                        task -> WorkflowMachine.heartbeatLimit(execution, task)
                                .map(limit -> new Silence(task.step(), task.attempt(), limit))
                                .stream())
                .toList();
    }

    private static List<Callback> callbacks(Execution execution) {
        List<Callback> callbacks = new ArrayList<>();
        for (Task task : execution.tasks()) {
            execution.step(task.step()).ifPresent(step -> {
                switch (task) {
                    case Task.Running running -> ofRunning(step, running).ifPresent(callbacks::add);
                    case Task.AwaitingRetry waiting -> ofLate(execution, step).ifPresent(callbacks::add);
                }
            });
        }
        return List.copyOf(callbacks);
    }

    private static Optional<Callback> ofRunning(GraphStep step, Task.Running running) {
        boolean phoneHome = step.behaviour().completion() == Completion.PHONE_HOME;
        return running.waits()
                ? Optional.empty()
                : Optional.of(new Callback(step.id(), running.attempt(), List.of(ReportStatus.values()), phoneHome));
    }

    /** The success of an attempt that has timed out, where the step takes it late (promise P-2). */
    private static Optional<Callback> ofLate(Execution execution, GraphStep step) {
        return execution
                .latestAttempt(step.id())
                .filter(attempt -> step.lateSuccess() && attempt.status() == StepStatus.TIMED_OUT)
                .map(attempt -> new Callback(
                        step.id(),
                        attempt.attempt(),
                        List.of(ReportStatus.SUCCESS),
                        step.behaviour().completion() == Completion.PHONE_HOME));
    }
}
