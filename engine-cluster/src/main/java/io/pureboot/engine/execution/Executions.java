package io.pureboot.engine.execution;

import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionState;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Heartbeat;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * All executions of the cluster, wherever their entities live. Every command may be repeated, and is, until the entity answers or
 * the patience of {@code pureboot.engine.execution.ask-patience} is over; then, or when the database is away, the stage fails, and
 * whether the command took effect is not known: the caller repeats it later. A quarantined execution fails every stage with
 * {@link io.pureboot.engine.recovery.Quarantined}.
 */
public interface Executions {
    /** Puts a command to an execution. A command for an id that never started is refused with EXECUTION_UNKNOWN. */
    CompletionStage<ExecutionAnswer> ask(ExecutionId id, ExecutionCommand command);

    /** The execution as it stands after everything that was answered before; empty when there is none. */
    CompletionStage<Optional<ExecutionState.Execution>> get(ExecutionId id);

    /** Has a quarantined one tried again (promise P-27), and answers like {@link #get}; fails with Quarantined when that went wrong. */
    CompletionStage<Optional<ExecutionState.Execution>> release(ExecutionId id);

    /**
     * Keeps the step alive and says what the agent is to do.
     *
     * @param tokenGeneration of the callback token that the agent bears
     */
    CompletionStage<HeartbeatReply> heartbeat(ExecutionId id, int tokenGeneration, Heartbeat heartbeat);
}
