package io.pureboot.engine.workflow.simulation;

import io.pureboot.engine.workflow.DeadlineCause;
import io.pureboot.engine.workflow.ExecutionEvent;
import io.pureboot.protocol.StepId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Events in words. Names are the journal's; a test compares them. */
final class EventWords {
    private EventWords() {}

    static Simulated.Happening of(ExecutionEvent event, Instant begin) {
        Duration at = Duration.between(begin, event.at());
        return new Simulated.Happening(at, name(event), step(event), attempt(event), Spans.virtual(why(event), begin));
    }

    static String name(ExecutionEvent event) {
        return switch (event) {
            case ExecutionEvent.ExecutionCreated e -> "execution-created";
            case ExecutionEvent.AttemptStarted e -> "attempt-started";
            case ExecutionEvent.MachineContacted e -> "machine-contacted";
            case ExecutionEvent.RebootAnnounced e -> "reboot-announced";
            case ExecutionEvent.AttemptEnded e -> "attempt-ended";
            case ExecutionEvent.RetryScheduled e -> "retry-scheduled";
            case ExecutionEvent.StepSkipped e -> "step-skipped";
            case ExecutionEvent.RollbackStarted e -> "rollback-started";
            case ExecutionEvent.CancelRequested e -> "cancel-requested";
            case ExecutionEvent.ExecutionPaused e -> "execution-paused";
            case ExecutionEvent.ExecutionResumed e -> "execution-resumed";
            case ExecutionEvent.ExecutionEnded e -> "execution-ended";
            case ExecutionEvent.ExecutionRetried e -> "execution-retried";
            case ExecutionEvent.RequestClosed e -> "request-closed";
            case ExecutionEvent.ReportRefused e -> "report-refused";
            case ExecutionEvent.BootRequested e -> "boot-requested";
            case ExecutionEvent.BootRecorded e -> "boot-recorded";
            case ExecutionEvent.UnexpectedReboot e -> "unexpected-reboot";
            case ExecutionEvent.BootLoopDetected e -> "boot-loop-detected";
            case ExecutionEvent.WarningNoted e -> "warning-noted";
        };
    }

    private static Optional<StepId> step(ExecutionEvent event) {
        return switch (event) {
            case ExecutionEvent.AttemptStarted e -> Optional.of(e.step());
            case ExecutionEvent.MachineContacted e -> Optional.of(e.step());
            case ExecutionEvent.RebootAnnounced e -> Optional.of(e.step());
            case ExecutionEvent.AttemptEnded e -> Optional.of(e.step());
            case ExecutionEvent.RetryScheduled e -> Optional.of(e.step());
            case ExecutionEvent.StepSkipped e -> Optional.of(e.step());
            case ExecutionEvent.RollbackStarted e -> Optional.of(e.failedStep());
            case ExecutionEvent.ReportRefused e -> Optional.of(e.step());
            case ExecutionEvent.UnexpectedReboot e -> Optional.of(e.step());
            case ExecutionEvent.BootLoopDetected e -> Optional.of(e.step());
            default -> Optional.empty();
        };
    }

    private static Optional<Integer> attempt(ExecutionEvent event) {
        return switch (event) {
            case ExecutionEvent.AttemptStarted e -> Optional.of(e.attempt());
            case ExecutionEvent.MachineContacted e -> Optional.of(e.attempt());
            case ExecutionEvent.RebootAnnounced e -> Optional.of(e.attempt());
            case ExecutionEvent.AttemptEnded e -> Optional.of(e.attempt());
            case ExecutionEvent.ReportRefused e -> e.attempt();
            case ExecutionEvent.UnexpectedReboot e -> Optional.of(e.attempt());
            default -> Optional.empty();
        };
    }

    private static String why(ExecutionEvent event) {
        return switch (event) {
            case ExecutionEvent.ExecutionCreated e ->
                e.deadline()
                        .map(at -> "begins; the whole run must end by " + at)
                        .orElse("begins; no limit for the whole run");
            case ExecutionEvent.AttemptStarted e -> begins(e);
            case ExecutionEvent.MachineContacted e -> "the machine has shown itself";
            case ExecutionEvent.RebootAnnounced e ->
                "the agent has announced the reboot; the next boot will confirm it";
            case ExecutionEvent.AttemptEnded e -> ended(e);
            case ExecutionEvent.RetryScheduled e ->
                "tried again at " + e.due() + ", as try " + e.nextBudgeted() + " of this run";
            case ExecutionEvent.StepSkipped e -> "passed over: " + e.reason();
            case ExecutionEvent.RollbackStarted e -> e.error() + "; step '" + e.rollbackStep() + "' undoes it";
            case ExecutionEvent.CancelRequested e ->
                "cancelled by " + e.by() + "; the agent has until " + e.graceDeadline() + " to stop";
            case ExecutionEvent.ExecutionPaused e ->
                "paused by " + e.by() + e.reason().map(reason -> ": " + reason).orElse("");
            case ExecutionEvent.ExecutionResumed e -> "resumed by " + e.by();
            case ExecutionEvent.ExecutionEnded e -> end(e);
            case ExecutionEvent.ExecutionRetried e -> "run " + e.run() + " begins at step '" + e.from() + "'";
            case ExecutionEvent.RequestClosed e -> "the node has answered " + e.requestId();
            case ExecutionEvent.ReportRefused e -> "a report of " + e.status() + " was refused: " + e.code();
            case ExecutionEvent.BootRequested e -> "the machine boots and asks for what it boots";
            case ExecutionEvent.BootRecorded e -> "the agent was heard in " + e.bootId();
            case ExecutionEvent.UnexpectedReboot e ->
                "the machine has rebooted unexpectedly; on_unexpected_reboot: "
                        + e.policy().wire();
            case ExecutionEvent.BootLoopDetected e ->
                "the machine has booted " + e.boots() + " times since " + e.since() + "; it is served no more";
            case ExecutionEvent.WarningNoted e -> e.text();
        };
    }

    private static String begins(ExecutionEvent.AttemptStarted e) {
        String phase = switch (e.phase()) {
            case FORWARD -> "";
            case ROLLBACK -> "undoes what failed; ";
            case CANCEL -> "cleans up after the cancel; ";
        };
        String contact = e.contactDeadline()
                .map(at -> ", the machine must show itself by " + at)
                .orElse("");
        return phase + (e.waits() ? "waits until " : "must end by ") + e.deadline() + contact;
    }

    private static String ended(ExecutionEvent.AttemptEnded e) {
        String message = e.message().map(text -> ": " + text).orElse("");
        String cause = e.cause()
                .filter(each -> each != DeadlineCause.WAIT)
                .map(each -> " (" + each.wire() + ")")
                .orElse("");
        return e.outcome().wire() + cause + message;
    }

    private static String end(ExecutionEvent.ExecutionEnded e) {
        return e.status().wire()
                + (e.rolledBack() ? ", rolled back" : "")
                + e.error().map(error -> ": " + error).orElse("");
    }

    /** Whether people need to see it: the bookkeeping between execution and node they do not. */
    static boolean shown(ExecutionEvent event) {
        return !(event instanceof ExecutionEvent.RequestClosed closed && closed.applied());
    }
}
