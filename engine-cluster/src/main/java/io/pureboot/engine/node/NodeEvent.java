package io.pureboot.engine.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.workflow.Refusal;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.WorkflowId;
import java.time.Instant;
import java.util.Optional;

/** What has happened to a node: the journal's content. Released shapes are frozen (promise P-29). */
public sealed interface NodeEvent {
    Instant at();

    /**
     * An operator has entered it.
     *
     * @param registration as it was asked for, to recognise a repetition under the same key
     */
    record NodeRegistered(
            Instant at, NodeId id, NodeState state, NodeRegistration registration, String by, Optional<String> key)
            implements NodeEvent {}

    /** It stood at an edge and nobody knew it. */
    record NodeDiscovered(Instant at, NodeId id, NodeFacts facts, String edge) implements NodeEvent {}

    /** It has said something new of itself; {@code facts} are all that are known now. */
    record FactsLearned(Instant at, NodeFacts facts) implements NodeEvent {}

    /** It has asked for a boot script; kept once in five minutes at most. */
    record NodeSeen(Instant at) implements NodeEvent {}

    /**
     * Its description has been changed; all of it as it is now.
     *
     * @param workflowByRule a rule of unknown machines has given it the workflow, no operator; absent for false
     */
    record NodeEdited(
            Instant at,
            String by,
            NodeFacts facts,
            Optional<GroupId> groupId,
            Optional<WorkflowId> workflowId,
            ObjectNode metadata,
            Optional<Boolean> workflowByRule)
            implements NodeEvent {}

    record NodeMoved(
            Instant at,
            NodeState from,
            NodeState to,
            String by,
            Optional<String> reason,
            Optional<ExecutionId> executionId,
            boolean forced)
            implements NodeEvent {}

    /** An execution has asked for a move that does not hold. */
    record MoveRefused(Instant at, NodeState from, NodeState to, String by, String reason, ExecutionId executionId)
            implements NodeEvent {}

    record NodeDeleted(Instant at, String by) implements NodeEvent {}

    /**
     * One execution holds it, and is to be told.
     *
     * @param key the idempotency key of the start, or the name of the retry's asking
     */
    record NodeLocked(
            Instant at, ExecutionId executionId, long lease, String by, Optional<String> key, Lock.Pending pending)
            implements NodeEvent {}

    record ExecutionAccepted(Instant at, ExecutionId executionId, long lease) implements NodeEvent {}

    /** The execution did not begin: the lock is undone. */
    record ExecutionDeclined(Instant at, ExecutionId executionId, long lease, Refusal refusal) implements NodeEvent {}

    record NodeReleased(Instant at, ExecutionId executionId, long lease, ExecutionStatus outcome)
            implements NodeEvent {}

    record RequestAnswered(
            Instant at, ExecutionId executionId, String requestId, boolean applied, Optional<String> detail)
            implements NodeEvent {}
}
