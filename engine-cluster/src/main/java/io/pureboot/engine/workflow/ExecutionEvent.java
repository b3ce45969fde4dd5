package io.pureboot.engine.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.time.Instant;
import java.util.Optional;

/**
 * What has happened to an execution: the journal's content. Released shapes are frozen (promise P-29); a change is a new version
 * under {@code journal/}.
 */
public sealed interface ExecutionEvent {
    Instant at();

    /** It exists, {@code pending}; the machine is locked for it. */
    record ExecutionCreated(
            Instant at,
            ExecutionId id,
            NodeId nodeId,
            long lease,
            PinnedWorkflow workflow,
            JsonNode parameters,
            String by,
            Optional<Instant> deadline)
            implements ExecutionEvent {}

    /**
     * A step is tried.
     *
     * @param attempt numbered from 1 over all runs, so that no two attempts of a step share a number
     * @param budgeted which try of this run it is, from 1 to the step's maximum
     * @param deadline when it times out, or succeeds when {@code waits}
     * @param contactDeadline by when the machine must have shown itself
     */
    record AttemptStarted(
            Instant at,
            StepId step,
            int attempt,
            int budgeted,
            Phase phase,
            Instant deadline,
            boolean waits,
            Optional<Instant> contactDeadline)
            implements ExecutionEvent {}

    /** The machine has shown itself in an attempt that waited for its first contact. */
    record MachineContacted(Instant at, StepId step, int attempt, Optional<String> bootId) implements ExecutionEvent {}

    /** The agent has announced a reboot that only the next boot confirms (promise P-17). */
    record RebootAnnounced(Instant at, StepId step, int attempt, Optional<String> bootId, Optional<String> eventId)
            implements ExecutionEvent {}

    /**
     * An attempt is over.
     *
     * @param outcome success, failed, timed_out or cancelled
     * @param cause why, when no report ended it: the deadline that passed
     * @param logs the end of the log, 2 KB at most, of an attempt that did not succeed; the whole lies beside the journal (P-28)
     */
    record AttemptEnded(
            Instant at,
            StepId step,
            int attempt,
            StepStatus outcome,
            Optional<DeadlineCause> cause,
            Optional<Integer> exitCode,
            Optional<String> message,
            Optional<String> logs,
            Optional<String> eventId,
            Optional<String> bootId,
            Optional<JsonNode> output)
            implements ExecutionEvent {
        /** Jackson reads an absent tree as JSON's null; both mean that there is none. */
        public AttemptEnded {
            output = output.filter(value -> !value.isNull());
        }
    }

    /** The step will be tried again. */
    record RetryScheduled(Instant at, StepId step, int nextBudgeted, Phase phase, Instant due)
            implements ExecutionEvent {}

    /**
     * The step counts as done although it failed or only waited.
     *
     * @param by the operator who wants it so; absent when it is the step's policy
     */
    record StepSkipped(Instant at, StepId step, String reason, Optional<String> by) implements ExecutionEvent {}

    /** The forward sequence is over; what failed is being undone. */
    record RollbackStarted(Instant at, StepId failedStep, StepId rollbackStep, String error)
            implements ExecutionEvent {}

    /** @param graceDeadline until when the agent's word is waited for */
    record CancelRequested(Instant at, String by, Optional<String> reason, Instant graceDeadline)
            implements ExecutionEvent {}

    /** Nothing new starts, and the clocks of what waits stand still (promise P-11). */
    record ExecutionPaused(Instant at, PauseCause cause, String by, Optional<String> reason)
            implements ExecutionEvent {}

    /** It goes on; the clocks that stood still have lost the time between the pause and now. */
    record ExecutionResumed(Instant at, String by, Optional<String> reason) implements ExecutionEvent {}

    /** It has reached a terminal status; the machine is to be released. */
    record ExecutionEnded(
            Instant at, ExecutionStatus status, Optional<StepId> failedStep, Optional<String> error, boolean rolledBack)
            implements ExecutionEvent {}

    /** A new run begins at {@code from}. */
    record ExecutionRetried(
            Instant at,
            int run,
            long lease,
            StepId from,
            String by,
            Optional<String> reason,
            Optional<Instant> deadline)
            implements ExecutionEvent {}

    /** The node has answered; a refusal is kept as a warning. */
    record RequestClosed(Instant at, String requestId, boolean applied, Optional<String> detail)
            implements ExecutionEvent {}

    /** A report came too late or out of place, and was refused (promise P-2); only the first of them are kept. */
    record ReportRefused(
            Instant at, StepId step, Optional<Integer> attempt, String status, String code, Optional<String> message)
            implements ExecutionEvent {}

    /**
     * The machine has asked for what it boots: a boot, whose id its agent will tell (promise P-16).
     *
     * @param tokenGeneration of the callback tokens that are given out from now on
     */
    record BootRequested(Instant at, String requestId, int tokenGeneration) implements ExecutionEvent {}

    /** An agent was heard in a boot that no other event has told of. */
    record BootRecorded(Instant at, String bootId) implements ExecutionEvent {}

    /**
     * The machine rebooted in the middle of an attempt, and nobody had asked for it (promise P-16).
     *
     * @param from the boot it was in, when that was known
     * @param to the boot it is in now; absent when its boot request has told of it
     * @param policy what follows
     */
    record UnexpectedReboot(
            Instant at, StepId step, int attempt, Optional<String> from, Optional<String> to, RebootPolicy policy)
            implements ExecutionEvent {}

    /** The machine boots again and again in that step, which is served no more; {@code boots} times since {@code since}. */
    record BootLoopDetected(Instant at, StepId step, int boots, Instant since) implements ExecutionEvent {}

    /** Something that people should know, and that ends nothing. */
    record WarningNoted(Instant at, String text) implements ExecutionEvent {}
}
