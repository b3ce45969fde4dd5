package io.pureboot.engine.http;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.query.SubTask;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.Completion;
import io.pureboot.engine.workflow.CurrentWork;
import io.pureboot.engine.workflow.DeadlineCause;
import io.pureboot.engine.workflow.ExecutionState;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.MachineBoots;
import io.pureboot.engine.workflow.Phase;
import io.pureboot.engine.workflow.Task;
import io.pureboot.engine.workflow.failure.AttemptError;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import io.pureboot.protocol.WorkflowId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An execution as {@code GET /api/v1/executions/{id}} shows it: document 000's WorkflowExecution and StepResults, and what the
 * promises add.
 *
 * @param bootId the boot in which an agent was last heard
 * @param bootsOfStep when the machine has booted in the current step, oldest first, as many as its boot-loop limit needs
 * @param unexpectedReboots the reboots in the middle of an attempt that nobody had asked for (promise P-16), the newest 20
 * @param bootLoop why the current step is not served any more
 * @param deadline of the whole run; absent while a pause stops its clock
 * @param callbackToken only in the answer to its start
 * @param errors the errors of all attempts of all runs, in order
 */
record ExecutionView(
        ExecutionId id,
        NodeId nodeId,
        WorkflowId workflowId,
        String workflowName,
        int workflowRevision,
        String workflowSha256,
        ExecutionStatus status,
        int run,
        Optional<StepId> currentStepId,
        Optional<Integer> currentAttempt,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> completedAt,
        Optional<Instant> deadline,
        Optional<String> errorMessage,
        Optional<StepId> failedStepId,
        boolean rolledBack,
        String startedBy,
        JsonNode parameters,
        Optional<WaitingFor> waitingFor,
        List<StepView> steps,
        List<StepResult> stepResults,
        List<String> warnings,
        Optional<String> bootId,
        List<Instant> bootsOfStep,
        List<MachineBoots.UnexpectedReboot> unexpectedReboots,
        Optional<MachineBoots.Hold> bootLoop,
        List<ExecutionState.RefusedReport> rejectedCallbacks,
        Optional<String> callbackToken,
        List<ExecutionError> errors,
        Optional<PauseView> pause,
        Optional<ProfileView> deviceProfile) {

    /**
     * What has to come before it goes on.
     *
     * @param what {@code report}, {@code phone_home}, {@code timer}, {@code retry}, {@code machine}, {@code reboot}, {@code cancel} or {@code resume}
     * @param until when patience ends, or the timer; absent when only an operator ends it
     */
    record WaitingFor(String what, Optional<StepId> stepId, Optional<Instant> until) {}

    /**
     * A step of the pinned workflow.
     *
     * @param status {@code pending} until it has begun; else as its newest attempt
     * @param subTasks what was said in its newest attempt; only in {@code GET …/steps}, elsewhere the attempts have theirs
     * @param maxAttempts the total number of attempts: document 000's {@code max_retries}
     */
    record StepView(
            StepId id,
            String name,
            String type,
            int sequence,
            String status,
            int attempts,
            int maxAttempts,
            Optional<StepId> rollbackStepId,
            Optional<List<Progress>> subTasks) {}

    /** One attempt: document 000's StepResult. */
    record StepResult(
            StepId stepId,
            String stepName,
            String type,
            int attempt,
            int run,
            Phase phase,
            StepStatus status,
            Instant startedAt,
            Optional<Instant> completedAt,
            Instant deadline,
            Optional<Integer> exitCode,
            Optional<String> message,
            Optional<String> logs,
            Optional<DeadlineCause> cause,
            Optional<JsonNode> output,
            List<Progress> subTasks,
            Optional<AttemptError> error) {}

    /**
     * An attempt's error among the others.
     *
     * @param subTask the last word of the agent before it
     */
    record ExecutionError(
            StepId stepId,
            String stepName,
            int attempt,
            int run,
            Optional<Instant> at,
            Optional<String> subTask,
            @JsonUnwrapped AttemptError error) {}

    /**
     * One word of the machine within an attempt.
     *
     * @param result what an installer's part has ended with: {@code SUCCESS}, {@code WARN} or {@code FAIL}
     * @param saidAt when it happened, by the machine's clock
     */
    record Progress(
            Instant at,
            String message,
            Optional<Integer> percent,
            Optional<String> result,
            Optional<String> level,
            Optional<Instant> saidAt) {
        static Progress of(SubTask sub) {
            return new Progress(sub.at(), sub.message(), sub.percent(), sub.result(), sub.level(), sub.saidAt());
        }
    }

    static ExecutionView of(Execution e, List<SubTask> subTasks, Optional<String> callbackToken) {
        Optional<Attempt> current = CurrentWork.currentAttempt(e);
        List<StepResult> results =
                e.attempts().stream().map(a -> result(e, a, subTasks)).toList();
        return new ExecutionView(
                e.id(),
                e.nodeId(),
                e.workflow().id(),
                e.workflow().name(),
                e.workflow().revision(),
                e.workflow().sha256(),
                e.status(),
                e.run(),
                CurrentWork.of(e).about().map(GraphStep::id),
                current.map(Attempt::attempt),
                e.createdAt(),
                e.startedAt(),
                e.completedAt(),
                e.pause().isPresent() ? Optional.empty() : e.deadline(),
                e.error(),
                e.failedStep(),
                e.rolledBack(),
                e.startedBy(),
                e.parameters(),
                waitingFor(e),
                steps(e, Optional.empty()),
                results,
                BootWords.warnings(e),
                e.machineBoots().bootId(),
                BootWords.bootsOfStep(e),
                e.machineBoots().unexpected(),
                e.machineBoots().held(),
                e.refused(),
                callbackToken,
                errors(results),
                e.pause().map(PauseView::of),
                ProfileView.of(e));
    }

    /** @param subTasks what the machine has said, to be shown with the steps */
    static List<StepView> steps(Execution e, Optional<List<SubTask>> subTasks) {
        return e.workflow().graph().steps().stream()
                .sorted(Comparator.comparingInt(GraphStep::sequence))
                .map(step -> new StepView(
                        step.id(),
                        step.name(),
                        step.type(),
                        step.sequence(),
                        e.stepStatus(step.id()).map(StepStatus::wire).orElse("pending"),
                        (int) e.attempts().stream()
                                .filter(a -> a.step().equals(step.id()))
                                .count(),
                        step.retry().maxAttempts(),
                        step.rollbackStep(),
                        subTasks.map(subs -> said(
                                subs,
                                step.id(),
                                e.latestAttempt(step.id()).map(Attempt::attempt).orElse(0)))))
                .toList();
    }

    private static StepResult result(Execution e, Attempt attempt, List<SubTask> subTasks) {
        Optional<GraphStep> step = e.step(attempt.step());
        return new StepResult(
                attempt.step(),
                step.map(GraphStep::name).orElse(""),
                step.map(GraphStep::type).orElse(""),
                attempt.attempt(),
                attempt.run(),
                attempt.phase(),
                attempt.status(),
                attempt.startedAt(),
                attempt.completedAt(),
                attempt.deadline(),
                attempt.exitCode(),
                attempt.message(),
                attempt.logs(),
                attempt.cause(),
                attempt.output(),
                said(subTasks, attempt.step(), attempt.attempt()),
                AttemptError.of(attempt));
    }

    private static List<Progress> said(List<SubTask> subTasks, StepId step, int attempt) {
        return subTasks.stream()
                .filter(sub -> sub.step().equals(step) && sub.attempt() == attempt)
                .map(Progress::of)
                .toList();
    }

    private static List<ExecutionError> errors(List<StepResult> results) {
        return results.stream()
                .flatMap(result -> result
                        .error()
                        .map(error -> new ExecutionError(
                                result.stepId(),
                                result.stepName(),
                                result.attempt(),
                                result.run(),
                                result.completedAt(),
                                result.subTasks().stream()
                                        .map(Progress::message)
                                        .reduce((earlier, later) -> later),
                                error))
                        .stream())
                .toList();
    }

    private static Optional<WaitingFor> waitingFor(Execution e) {
        return switch (CurrentWork.of(e)) {
            case CurrentWork.Ended ended ->
                e.pause().map(pause -> new WaitingFor("resume", Optional.empty(), Optional.empty()));
            case CurrentWork.AwaitingRetry(GraphStep step, Task.AwaitingRetry task) ->
                Optional.of(waiting(e, "retry", step, task.due()));
            case CurrentWork.Cancelling(GraphStep step, Task.Running task) ->
                Optional.of(waiting(
                        e,
                        "cancel",
                        step,
                        e.cancel()
                                .map(ExecutionState.Cancellation::graceDeadline)
                                .orElse(task.deadline())));
            case CurrentWork.RunningStep(GraphStep step, Task.Running task) ->
                Optional.of(waiting(
                        e, what(step, task), step, task.contactDeadline().orElse(task.deadline())));
        };
    }

    /** In a pause, what waits by a stopped clock waits to be resumed. */
    private static WaitingFor waiting(Execution e, String what, GraphStep step, Instant until) {
        boolean stopped = e.pause().isPresent() && (what.equals("retry") || what.equals("timer"));
        return stopped
                ? new WaitingFor("resume", Optional.of(step.id()), Optional.empty())
                : new WaitingFor(what, Optional.of(step.id()), Optional.of(until));
    }

    private static String what(GraphStep step, Task.Running task) {
        if (task.contactDeadline().isPresent()) {
            return "machine";
        }
        if (task.announced()) {
            return "reboot";
        }
        return step.behaviour().completion() == Completion.REPORT
                ? "report"
                : step.behaviour().completion().wire();
    }
}
