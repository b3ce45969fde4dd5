package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Cancellation;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.ExecutionState.NotStarted;
import io.pureboot.engine.workflow.ExecutionState.RefusedReport;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What events do to the state. Total: an event that makes no sense where it comes leaves the state as it is. */
final class Evolution {
    static final int WARNINGS_KEPT = 20;

    private Evolution() {}

    static ExecutionState evolve(ExecutionState state, ExecutionEvent event) {
        return switch (state) {
            case NotStarted none -> event instanceof ExecutionEvent.ExecutionCreated created ? born(created) : none;
            case Execution execution -> goOn(execution, event);
        };
    }

    private static Execution goOn(Execution execution, ExecutionEvent event) {
        Draft draft = new Draft(execution);
        switch (event) {
            case ExecutionEvent.ExecutionCreated again -> {}
            case ExecutionEvent.AttemptStarted started -> started(draft, execution, started);
            case ExecutionEvent.MachineContacted contacted -> BootEvolution.contacted(draft, execution, contacted);
            case ExecutionEvent.RebootAnnounced announced -> BootEvolution.announced(draft, execution, announced);
            case ExecutionEvent.AttemptEnded ended -> ended(draft, execution, ended);
            case ExecutionEvent.RetryScheduled scheduled -> scheduled(draft, execution, scheduled);
            case ExecutionEvent.StepSkipped skipped -> skipped(draft, execution, skipped);
            case ExecutionEvent.RollbackStarted rollback -> rollback(draft, execution, rollback);
            case ExecutionEvent.ExecutionPaused paused -> Pausing.paused(draft, execution, paused);
            case ExecutionEvent.ExecutionResumed resumed -> Pausing.resumed(draft, execution, resumed);
            case ExecutionEvent.CancelRequested cancel -> cancelled(draft, execution, cancel);
            case ExecutionEvent.ExecutionEnded ended -> over(draft, execution, ended);
            case ExecutionEvent.ExecutionRetried retried -> retried(draft, execution, retried);
            case ExecutionEvent.RequestClosed closed -> closed(draft, execution, closed);
            case ExecutionEvent.ReportRefused refused -> refused(draft, refused);
            case ExecutionEvent.WarningNoted noted -> noted(draft, noted);
            case ExecutionEvent.BootRequested requested -> BootEvolution.requested(draft, execution, requested);
            case ExecutionEvent.BootRecorded recorded ->
                BootEvolution.heard(draft, execution, recorded.bootId(), recorded.at());
            case ExecutionEvent.UnexpectedReboot reboot -> BootEvolution.surprised(draft, reboot);
            case ExecutionEvent.BootLoopDetected loop -> BootEvolution.held(draft, execution, loop);
        }
        return draft.execution();
    }

    private static Execution born(ExecutionEvent.ExecutionCreated created) {
        return new Execution(
                created.id(),
                created.nodeId(),
                created.workflow(),
                created.parameters(),
                created.by(),
                1,
                created.lease(),
                ExecutionStatus.PENDING,
                created.at(),
                Optional.empty(),
                Optional.empty(),
                created.deadline(),
                List.of(),
                Set.of(),
                Set.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static void started(Draft draft, Execution execution, ExecutionEvent.AttemptStarted started) {
        boolean runs = execution
                .task(started.step())
                .filter(Task.Running.class::isInstance)
                .isPresent();
        boolean numberTaken =
                execution.attempt(started.step(), started.attempt()).isPresent();
        if (execution.status().terminal() || runs || numberTaken) {
            return;
        }
        draft.tasks.removeIf(task -> task.step().equals(started.step()));
        draft.tasks.add(new Task.Running(
                started.step(),
                started.attempt(),
                started.budgeted(),
                started.phase(),
                started.at(),
                started.deadline(),
                started.waits(),
                started.contactDeadline(),
                false,
                Optional.empty()));
        draft.attempts.add(new Attempt(
                started.step(),
                started.attempt(),
                execution.run(),
                started.phase(),
                StepStatus.RUNNING,
                started.at(),
                started.deadline(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(execution.machineBoots().tokenGeneration()).filter(generation -> generation > 0)));
        BootEvolution.started(draft, execution, started);
        if (execution.status() == ExecutionStatus.PENDING) {
            draft.status = ExecutionStatus.RUNNING;
        }
        if (execution.startedAt().isEmpty()) {
            draft.startedAt = Optional.of(started.at());
        }
        if (started.phase() == Phase.CANCEL && started.budgeted() == 1) {
            draft.cancel = execution
                    .cancel()
                    .map(cancel -> new Cancellation(
                            cancel.at(),
                            cancel.by(),
                            cancel.reason(),
                            cancel.graceDeadline(),
                            cancel.cleanUpsBegun() + 1));
        }
    }

    private static void ended(Draft draft, Execution execution, ExecutionEvent.AttemptEnded ended) {
        Optional<Attempt> attempt = execution.attempt(ended.step(), ended.attempt());
        boolean runs = execution.running(ended.step(), ended.attempt()).isPresent();
        boolean waits = execution
                .task(ended.step())
                .filter(Task.AwaitingRetry.class::isInstance)
                .isPresent();
        boolean lateSuccess = waits && ended.outcome() == StepStatus.SUCCESS;
        if (attempt.isEmpty() || !(runs || lateSuccess)) {
            return;
        }
        draft.tasks.removeIf(task -> task.step().equals(ended.step()));
        draft.replaceAttempt(attempt.get(), closed(attempt.get(), ended));
        BootEvolution.ended(draft, execution, ended);
        if (ended.outcome() == StepStatus.SUCCESS) {
            if (attempt.get().phase() == Phase.FORWARD) {
                draft.settled.add(ended.step());
            }
            moveNode(draft, execution, attempt.get());
        }
    }

    private static Attempt closed(Attempt attempt, ExecutionEvent.AttemptEnded ended) {
        return new Attempt(
                attempt.step(),
                attempt.attempt(),
                attempt.run(),
                attempt.phase(),
                ended.outcome(),
                attempt.startedAt(),
                attempt.deadline(),
                Optional.of(ended.at()),
                ended.cause(),
                ended.exitCode(),
                ended.message(),
                ended.logs(),
                ended.eventId().or(attempt::eventId),
                ended.bootId().or(attempt::bootId),
                ended.output(),
                attempt.announcementId(),
                attempt.tokenGeneration());
    }

    private static void scheduled(Draft draft, Execution execution, ExecutionEvent.RetryScheduled scheduled) {
        if (!execution.status().terminal() && execution.task(scheduled.step()).isEmpty()) {
            draft.tasks.add(new Task.AwaitingRetry(
                    scheduled.step(),
                    scheduled.nextBudgeted(),
                    scheduled.phase(),
                    StoppedClocks.due(execution.pause(), scheduled.at(), scheduled.due())));
        }
    }

    private static void skipped(Draft draft, Execution execution, ExecutionEvent.StepSkipped skipped) {
        if (execution.status().terminal() || execution.settled().contains(skipped.step())) {
            return;
        }
        draft.tasks.removeIf(task -> task.step().equals(skipped.step()));
        draft.settled.add(skipped.step());
        draft.skipped.add(skipped.step());
        draft.boots = draft.boots.without(skipped.step());
        execution.latestAttempt(skipped.step()).ifPresent(attempt -> moveNode(draft, execution, attempt));
    }

    private static void rollback(Draft draft, Execution execution, ExecutionEvent.RollbackStarted rollback) {
        if (!execution.status().terminal()) {
            draft.pause = execution.pause().map(pause -> pause.resumingAs(ExecutionStatus.ROLLING_BACK));
            draft.status = draft.pause.isPresent() ? ExecutionStatus.PAUSED : ExecutionStatus.ROLLING_BACK;
            draft.failedStep = Optional.of(rollback.failedStep());
            draft.error = Optional.of(rollback.error());
            draft.tasks.clear();
            draft.boots = draft.boots.released();
        }
    }

    private static void cancelled(Draft draft, Execution execution, ExecutionEvent.CancelRequested cancel) {
        if (!execution.status().terminal()) {
            draft.status = ExecutionStatus.CANCELLING;
            draft.pause = Optional.empty();
            draft.cancel =
                    Optional.of(new Cancellation(cancel.at(), cancel.by(), cancel.reason(), cancel.graceDeadline(), 0));
            draft.failedStep = execution
                    .failedStep()
                    .or(() -> execution.tasks().stream().map(Task::step).findFirst());
            draft.tasks.removeIf(Task.AwaitingRetry.class::isInstance);
            draft.boots = draft.boots.released();
        }
    }

    private static void over(Draft draft, Execution execution, ExecutionEvent.ExecutionEnded ended) {
        if (execution.status().terminal() || !ended.status().terminal()) {
            return;
        }
        draft.status = ended.status();
        draft.pause = Optional.empty();
        draft.completedAt = Optional.of(ended.at());
        draft.failedStep = ended.failedStep();
        draft.error = ended.error();
        draft.rolledBack = ended.rolledBack();
        draft.tasks.clear();
        draft.boots = draft.boots.released();
        draft.requests.add(new NodeRequest.Release(execution.run() + "/release", execution.lease(), ended.status()));
    }

    private static void retried(Draft draft, Execution execution, ExecutionEvent.ExecutionRetried retried) {
        if (!execution.status().terminal()) {
            return;
        }
        CompiledGraph graph = execution.workflow().graph();
        Set<StepId> again = graph.after(retried.from());
        again.add(retried.from());
        draft.settled.removeAll(again);
        draft.skipped.removeAll(again);
        for (StepId passedOver : graph.before(retried.from())) {
            if (draft.settled.add(passedOver)) {
                draft.skipped.add(passedOver);
            }
        }
        draft.run = retried.run();
        draft.lease = retried.lease();
        draft.status = ExecutionStatus.RUNNING;
        draft.completedAt = Optional.empty();
        draft.deadline = retried.deadline();
        draft.failedStep = Optional.empty();
        draft.error = Optional.empty();
        draft.rolledBack = false;
        draft.cancel = Optional.empty();
        draft.tasks.clear();
        draft.boots = draft.boots.released().expecting();
    }

    private static void closed(Draft draft, Execution execution, ExecutionEvent.RequestClosed closed) {
        boolean known = draft.requests.removeIf(request -> request.requestId().equals(closed.requestId()));
        if (known && !closed.applied() && execution.warnings().size() < WARNINGS_KEPT) {
            draft.warnings.add("The node did not apply '" + closed.requestId() + "'"
                    + closed.detail().map(detail -> ": " + detail).orElse(""));
        }
    }

    private static void noted(Draft draft, ExecutionEvent.WarningNoted noted) {
        if (draft.warnings.size() < WARNINGS_KEPT) {
            draft.warnings.add(noted.text());
        }
    }

    private static void refused(Draft draft, ExecutionEvent.ReportRefused refused) {
        if (draft.refused.size() < RefusedReports.KEPT) {
            draft.refused.add(new RefusedReport(
                    refused.at(),
                    refused.step(),
                    refused.attempt(),
                    refused.status(),
                    refused.code(),
                    refused.message()));
        }
    }

    /** A step's {@code next_state}, asked under an id that no other attempt can have. */
    private static void moveNode(Draft draft, Execution execution, Attempt attempt) {
        execution
                .step(attempt.step())
                .flatMap(GraphStep::nextState)
                .ifPresent(next -> draft.requests.add(new NodeRequest.MoveTo(
                        execution.run() + "/" + attempt.step() + "/" + attempt.attempt(), next, attempt.step())));
    }
}
