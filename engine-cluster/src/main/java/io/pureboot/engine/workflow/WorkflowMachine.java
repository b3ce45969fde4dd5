package io.pureboot.engine.workflow;

import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.ExecutionState.NotStarted;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The machine that drives one execution. Pure: what it decides follows from the state, the command and the moment alone; one
 * command gives one list of events, persisted together.
 *
 * <p>Reports are judged in {@link Reports}, success leads through {@link Progression}, failure through {@link StepFailure}, cancel
 * through {@link Cancelling}, a pause through {@link Pausing}, the end of a run back through {@link Retrying} or past its failed step
 * through {@link Skipping}; {@link Deadlines} knows what ticks and what follows when it is due; {@link Evolution} is what events do to the state.
 */
public final class WorkflowMachine {
    private WorkflowMachine() {}

    /** What becomes of {@code command}. Never throws for a state that {@link #evolve} has built. */
    public static Decision decide(ExecutionState state, ExecutionCommand command, Moment moment) {
        return switch (state) {
            case NotStarted none -> begin(command, moment);
            case Execution execution -> goOn(execution, command, moment);
        };
    }

    /** The state after {@code event}. Total: an event that makes no sense in this state leaves it as it is. */
    public static ExecutionState evolve(ExecutionState state, ExecutionEvent event) {
        return Evolution.evolve(state, event);
    }

    /**
     * The deadlines that must tick in this state, the earliest first; none in an ended one, and no stopped clock of a paused one. Silence of the agent is not among them:
     * see {@link #heartbeatLimit}.
     */
    public static List<Deadline> timers(ExecutionState state) {
        return switch (state) {
            case NotStarted none -> List.of();
            case Execution execution -> Deadlines.of(execution);
        };
    }

    /** What has been asked of the node and is not answered, to be sent in this order, one at a time; outlives the execution's end. */
    public static List<NodeRequest> requests(ExecutionState state) {
        return switch (state) {
            case NotStarted none -> List.of();
            case Execution execution -> execution.requests();
        };
    }

    /** The longest silence that this attempt's agent may keep; empty while none has to send heartbeats. */
    public static Optional<Seconds> heartbeatLimit(Execution execution, Task.Running task) {
        return Deadlines.heartbeatLimit(execution, task);
    }

    private static Decision begin(ExecutionCommand command, Moment moment) {
        if (!(command instanceof ExecutionCommand.Start start)) {
            return refused(Refusal.Code.EXECUTION_UNKNOWN, "no execution exists under this id");
        }
        Unfolding unfolding = new Unfolding(new NotStarted(), moment);
        CompiledGraph graph = start.workflow().graph();
        unfolding.happens(new ExecutionEvent.ExecutionCreated(
                moment.now(),
                start.id(),
                start.nodeId(),
                start.lease(),
                start.workflow(),
                start.parameters(),
                start.by(),
                runDeadline(graph, moment.now())));
        Progression.onward(unfolding);
        return unfolding.accepted();
    }

    private static Decision goOn(Execution execution, ExecutionCommand command, Moment moment) {
        return switch (command) {
            case ExecutionCommand.Start start ->
                start.id().equals(execution.id()) && start.nodeId().equals(execution.nodeId())
                        ? new Decision.Duplicate()
                        : refused(
                                Refusal.Code.EXECUTION_EXISTS,
                                "the id belongs to an execution on node " + execution.nodeId());
            case ExecutionCommand.Report report -> Reports.report(execution, report, moment);
            case ExecutionCommand.PhoneHome phoneHome -> PhoneHomes.judge(execution, phoneHome, moment);
            case ExecutionCommand.BootSeen seen -> Reports.bootSeen(execution, seen, moment);
            case ExecutionCommand.BootRequested request -> Reboots.requested(execution, request, moment);
            case ExecutionCommand.Remark remark -> Remarks.remark(execution, remark, moment);
            case ExecutionCommand.UnderToken(int generation, ExecutionCommand word) ->
                execution.machineBoots().accepts(generation)
                        ? goOn(execution, word, moment)
                        : EarlierTokens.judge(execution, generation, word, moment);
            case ExecutionCommand.TimePassed time -> Deadlines.timePassed(execution, moment);
            case ExecutionCommand.HeartbeatMissed missed -> Deadlines.heartbeatMissed(execution, missed, moment);
            case ExecutionCommand.Cancel cancel -> Cancelling.cancel(execution, cancel, moment);
            case ExecutionCommand.Retry retry -> Retrying.retry(execution, retry, moment);
            case ExecutionCommand.Pause pause -> Pausing.pause(execution, pause, moment);
            case ExecutionCommand.Resume resume -> Pausing.resume(execution, resume, moment);
            case ExecutionCommand.Skip skip -> Skipping.skip(execution, skip, moment);
            case ExecutionCommand.SkipFailed skip -> Skipping.skipFailed(execution, skip, moment);
            case ExecutionCommand.RequestAnswered answer -> answered(execution, answer, moment);
        };
    }

    private static Decision answered(Execution execution, ExecutionCommand.RequestAnswered answer, Moment moment) {
        boolean open = execution.requests().stream()
                .anyMatch(request -> request.requestId().equals(answer.requestId()));
        return new Decision.Accepted(
                open
                        ? List.of(new ExecutionEvent.RequestClosed(
                                moment.now(), answer.requestId(), answer.applied(), answer.detail()))
                        : List.of());
    }

    /** When a run that begins now is out of time (promise P-9). */
    static Optional<Instant> runDeadline(CompiledGraph graph, Instant now) {
        return graph.timeout().map(timeout -> now.plus(timeout.toDuration()));
    }

    static Decision refused(Refusal.Code code, String detail) {
        return new Decision.Refused(new Refusal(code, detail), List.of());
    }

    /**
     * The attempt that a report under a token of that generation speaks of: the named one, or the newest; empty when there is none, or
     * the token is no good for it.
     */
    public static Optional<Attempt> reportedAttempt(
            Execution execution, int generation, StepId step, Optional<Integer> named) {
        return execution.machineBoots().accepts(generation)
                ? named.map(number -> execution.attempt(step, number)).orElseGet(() -> execution.latestAttempt(step))
                : EarlierTokens.attempt(execution, generation, step, named);
    }

    /** Why a token of that generation does not count any more, or not yet. */
    public static Refusal wrongTokenRefusal(int generation) {
        return new Refusal(
                Refusal.Code.WRONG_TOKEN,
                "the token is of generation " + generation + "; the machine has got another one at a later boot");
    }

    static Decision ended(ExecutionStatus status) {
        return refused(Refusal.Code.EXECUTION_ENDED, "the execution has ended: " + status.wire());
    }
}
