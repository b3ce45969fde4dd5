package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.ExecutionState.RefusedReport;
import io.pureboot.protocol.ReportStatus;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepReport;
import java.util.List;
import java.util.Optional;

/** Why a report does not hold, said so that its sender can tell, and what is remembered of it (promises P-2, P-3). */
final class RefusedReports {
    /** How many refused reports an execution remembers. */
    static final int KEPT = 20;

    private RefusedReports() {}

    static Decision outOfPlace(
            Execution execution,
            GraphStep step,
            int number,
            Optional<Attempt> attempt,
            StepReport report,
            Moment moment) {
        if (execution.status().terminal()) {
            String was = attempt.map(closed -> "; " + closed(closed)).orElse("");
            return refuse(
                    execution,
                    step,
                    report,
                    moment,
                    Refusal.Code.EXECUTION_ENDED,
                    "the execution has ended: " + execution.status().wire() + was);
        }
        String current = current(execution);
        if (execution.latestAttempt(step.id()).isEmpty()) {
            return refuse(
                    execution,
                    step,
                    report,
                    moment,
                    Refusal.Code.STEP_NOT_CURRENT,
                    "step '" + step.id() + "' has not been reached; " + current);
        }
        return attempt.isEmpty()
                ? refuse(
                        execution,
                        step,
                        report,
                        moment,
                        Refusal.Code.ATTEMPT_UNKNOWN,
                        "step '" + step.id() + "' has no attempt " + number + "; " + current)
                : refuse(
                        execution,
                        step,
                        report,
                        moment,
                        Refusal.Code.ATTEMPT_CLOSED,
                        closed(attempt.get()) + "; " + current);
    }

    /** A refusal, remembered when it was to end an attempt, was not remembered before, and there is room. */
    static Decision refuse(
            Execution execution, GraphStep step, StepReport report, Moment moment, Refusal.Code code, String detail) {
        boolean room = execution.refused().size() < KEPT;
        boolean known = execution.refused().stream().anyMatch(kept -> same(kept, step.id(), report, code));
        List<ExecutionEvent> kept = report.status() == ReportStatus.PROGRESS || known || !room
                ? List.of()
                : List.of(new ExecutionEvent.ReportRefused(
                        moment.now(),
                        step.id(),
                        report.attempt(),
                        report.status().wire(),
                        code.wire(),
                        Reports.message(report)));
        return new Decision.Refused(new Refusal(code, detail), kept);
    }

    private static boolean same(RefusedReport kept, StepId step, StepReport report, Refusal.Code code) {
        return kept.step().equals(step)
                && kept.attempt().equals(report.attempt())
                && kept.status().equals(report.status().wire())
                && kept.code().equals(code.wire());
    }

    private static String closed(Attempt attempt) {
        return "attempt " + attempt.attempt() + " of step '" + attempt.step() + "' has ended: "
                + attempt.status().wire();
    }

    private static String current(Execution execution) {
        return execution.tasks().stream()
                .findFirst()
                .map(task -> switch (task) {
                    case Task.Running running ->
                        "attempt " + running.attempt() + " of step '" + running.step() + "' is current";
                    case Task.AwaitingRetry waiting -> "step '" + waiting.step() + "' waits for its retry";
                })
                .orElse("no step is current");
    }
}
