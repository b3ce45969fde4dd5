package io.pureboot.engine.workflow;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepReport;
import java.util.Optional;

/** What may be asked of an execution. All of them may be repeated. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ExecutionCommand.Start.class, name = "start"),
    @JsonSubTypes.Type(value = ExecutionCommand.Report.class, name = "report"),
    @JsonSubTypes.Type(value = ExecutionCommand.PhoneHome.class, name = "phone_home"),
    @JsonSubTypes.Type(value = ExecutionCommand.BootSeen.class, name = "boot_seen"),
    @JsonSubTypes.Type(value = ExecutionCommand.BootRequested.class, name = "boot_requested"),
    @JsonSubTypes.Type(value = ExecutionCommand.UnderToken.class, name = "under_token"),
    @JsonSubTypes.Type(value = ExecutionCommand.Remark.class, name = "remark"),
    @JsonSubTypes.Type(value = ExecutionCommand.TimePassed.class, name = "time_passed"),
    @JsonSubTypes.Type(value = ExecutionCommand.HeartbeatMissed.class, name = "heartbeat_missed"),
    @JsonSubTypes.Type(value = ExecutionCommand.Cancel.class, name = "cancel"),
    @JsonSubTypes.Type(value = ExecutionCommand.Retry.class, name = "retry"),
    @JsonSubTypes.Type(value = ExecutionCommand.Pause.class, name = "pause"),
    @JsonSubTypes.Type(value = ExecutionCommand.Resume.class, name = "resume"),
    @JsonSubTypes.Type(value = ExecutionCommand.Skip.class, name = "skip"),
    @JsonSubTypes.Type(value = ExecutionCommand.SkipFailed.class, name = "skip_failed"),
    @JsonSubTypes.Type(value = ExecutionCommand.RequestAnswered.class, name = "request_answered")
})
public sealed interface ExecutionCommand {
    /**
     * Begin.
     *
     * @param lease the number under which the node has locked itself for this run; its release carries it back
     * @param parameters a JSON object
     * @param by who or what started it
     */
    record Start(ExecutionId id, NodeId nodeId, long lease, PinnedWorkflow workflow, JsonNode parameters, String by)
            implements ExecutionCommand {}

    /** An agent's, or an operator's, word on a step. */
    record Report(StepId step, StepReport report) implements ExecutionCommand {}

    /**
     * The installed system has phoned home: success of the step that waits for it.
     *
     * @param step for which its seed was written, and no other
     * @param attempt that waited when it was written
     */
    record PhoneHome(Optional<String> eventId, JsonNode facts, Optional<StepId> step, Optional<Integer> attempt)
            implements ExecutionCommand {
        /** Whichever step waits for it. */
        public PhoneHome(Optional<String> eventId, JsonNode facts) {
            this(eventId, facts, Optional.empty(), Optional.empty());
        }
    }

    /**
     * The installer or cloud-init says that a part of it has failed: a warning for people, nothing that ends a step.
     *
     * @param part names what has failed, as a path: {@code modules-final/config-scripts-user}
     */
    record Remark(String part, String text) implements ExecutionCommand {}

    /** A machine's word under a callback token; it counts only when the generation of the token is still good (decision 0011). */
    record UnderToken(int generation, ExecutionCommand command) implements ExecutionCommand {}

    /** An agent has shown itself: evidence that the machine lives, or has booted again, never an advance (P-15). */
    record BootSeen(Optional<String> bootId) implements ExecutionCommand {}

    /**
     * The machine has asked for what it boots: evidence of a boot, never an advance (P-15).
     *
     * @param requestId unique; the same one again is the same asking, whose answer was lost
     * @param again the same boot asks once more, because it was told to wait or could not load what it was given
     * @param rotates a token will be handed out in the answer: it is one of the next generation
     */
    record BootRequested(String requestId, boolean again, boolean rotates) implements ExecutionCommand {}

    /** Time has passed: whatever is due by now happens, once. */
    record TimePassed() implements ExecutionCommand {}

    /** The shell has heard nothing of this attempt for longer than the step allows (the shell keeps heartbeats, no event does). */
    record HeartbeatMissed(StepId step, int attempt) implements ExecutionCommand {}

    /** @param force end at once, without grace and clean-up steps */
    record Cancel(String by, Optional<String> reason, boolean force) implements ExecutionCommand {}

    /**
     * Run again after the end.
     *
     * @param from the step to start from; absent, the step that failed or was cancelled
     */
    record Retry(String by, long lease, Optional<StepId> from, Optional<String> reason) implements ExecutionCommand {}

    /** Start nothing new; what runs goes on (promise P-11). */
    record Pause(String by, Optional<String> reason) implements ExecutionCommand {}

    /** Go on after a pause. */
    record Resume(String by, Optional<String> reason) implements ExecutionCommand {}

    /**
     * Pass over a step that waits (promise P-13).
     *
     * @param step absent, the one that waits; only a named one makes a repetition harmless
     */
    record Skip(String by, Optional<StepId> step, String reason) implements ExecutionCommand {}

    /** Run again after the end, as {@link Retry} does, but after the step that has failed: it counts as skipped. */
    record SkipFailed(String by, long lease, StepId step, String reason) implements ExecutionCommand {}

    /** The node has answered a request of {@link WorkflowMachine#requests}. */
    record RequestAnswered(String requestId, boolean applied, Optional<String> detail) implements ExecutionCommand {}
}
