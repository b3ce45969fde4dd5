package io.pureboot.engine.node;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.protocol.BootRequest;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.StepId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * All machines of the inventory, wherever their entities live. Every command may be repeated, and is, until the entity answers or the
 * patience of {@code pureboot.engine.node.ask-patience} is over; then, or when the database is away, the stage fails: repeat it later.
 */
public interface Nodes {
    /** Brings a node that will be asked soon into memory. Changes nothing, and nobody answers. */
    void load(NodeId id);

    /**
     * Enters a machine. Refused when its MAC belongs to another node; a UUID or serial number that another node has is kept as a fact
     * but does not identify this one.
     *
     * @param idempotencyKey the same key with the same registration gives the same node
     */
    CompletionStage<NodeAnswer> register(NodeRegistration registration, String by, Optional<String> idempotencyKey);

    /** The node as it stands, deleted ones too; empty when there never was one. */
    CompletionStage<Optional<NodeView>> get(NodeId id);

    CompletionStage<NodeAnswer> patch(NodeId id, NodePatch patch, String by);

    /**
     * Moves a node through the table of legal moves; a move to where it already stands changes nothing.
     *
     * @param force any move at all; needs a comment
     */
    CompletionStage<NodeAnswer> move(NodeId id, NodeState to, boolean force, Optional<String> comment, String by);

    /** Retires a node and takes it out of lists; its address may be registered anew. Refused while an execution holds it. */
    CompletionStage<NodeAnswer> delete(NodeId id, String by);

    /** The machine that stands at an edge: found by MAC, then SMBIOS UUID, then serial number, or entered as {@code discovered}. Keeps what it says of itself and that it was seen. */
    CompletionStage<NodeView> discover(BootRequest request);

    /**
     * Starts a workflow on a node: locks it, and answers when the execution has begun.
     *
     * @param proposed the id that the execution gets, unless {@code idempotencyKey} (among the last 100 starts) names another one
     * @param parameters a JSON object
     */
    CompletionStage<StartAnswer> start(
            NodeId id,
            ExecutionId proposed,
            PinnedWorkflow workflow,
            JsonNode parameters,
            String by,
            Optional<String> idempotencyKey);

    /**
     * Runs an ended execution of this node again, under a new lock.
     *
     * @param from the step to start from; absent, the one that failed or was cancelled
     */
    CompletionStage<StartAnswer> retry(
            NodeId id, ExecutionId execution, Optional<StepId> from, String by, Optional<String> reason);

    /** Has a quarantined one tried again (promise P-27), and answers like {@link #get}; fails with Quarantined when that went wrong. */
    CompletionStage<Optional<NodeView>> release(NodeId id);

    /** Runs a failed execution of this node again, under a new lock, after the step that it failed at: that counts as skipped (P-13). */
    CompletionStage<StartAnswer> skipFailed(NodeId id, ExecutionId execution, StepId step, String by, String reason);

    /** What an execution asks of its node; a repetition gets the first answer. */
    CompletionStage<RequestAnswer> apply(NodeId id, ExecutionId execution, NodeRequest request);
}
