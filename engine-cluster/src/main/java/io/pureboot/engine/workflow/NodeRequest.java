package io.pureboot.engine.workflow;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.StepId;

/**
 * Something an execution has asked of its machine's node: sent in order, one at a time, again and again until it is answered; the
 * node deduplicates by {@code requestId}, which is unique within the execution.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NodeRequest.MoveTo.class, name = "move_to"),
    @JsonSubTypes.Type(value = NodeRequest.Release.class, name = "release")
})
public sealed interface NodeRequest {
    String requestId();

    /** A step's {@code next_state}. */
    record MoveTo(String requestId, NodeState state, StepId step) implements NodeRequest {}

    /** The run is over: give up the lock that was taken under this lease. */
    record Release(String requestId, long lease, ExecutionStatus outcome) implements NodeRequest {}
}
