package io.pureboot.engine.node;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.StepId;
import java.util.Optional;

/** What may be asked of a node. All of them may be repeated. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NodeCommand.Register.class, name = "register"),
    @JsonSubTypes.Type(value = NodeCommand.Discover.class, name = "discover"),
    @JsonSubTypes.Type(value = NodeCommand.Edit.class, name = "edit"),
    @JsonSubTypes.Type(value = NodeCommand.Move.class, name = "move"),
    @JsonSubTypes.Type(value = NodeCommand.Delete.class, name = "delete"),
    @JsonSubTypes.Type(value = NodeCommand.Start.class, name = "start"),
    @JsonSubTypes.Type(value = NodeCommand.Retry.class, name = "retry"),
    @JsonSubTypes.Type(value = NodeCommand.SkipFailed.class, name = "skip_failed"),
    @JsonSubTypes.Type(value = NodeCommand.Settle.class, name = "settle"),
    @JsonSubTypes.Type(value = NodeCommand.Apply.class, name = "apply")
})
public sealed interface NodeCommand {
    record Register(NodeId id, NodeRegistration registration, String by, Optional<String> key) implements NodeCommand {}

    /**
     * A machine stands at an edge and says this of itself. Refused by a deleted node.
     *
     * @param remembered whether an engine only remembers that it is this node: then one that has not this very MAC refuses, too. Absent for false
     */
    record Discover(NodeId id, NodeFacts facts, String edge, Optional<Boolean> remembered) implements NodeCommand {}

    record Edit(NodePatch patch, String by) implements NodeCommand {}

    record Move(NodeState to, boolean force, Optional<String> comment, String by) implements NodeCommand {}

    record Delete(String by) implements NodeCommand {}

    record Start(ExecutionId proposed, PinnedWorkflow workflow, JsonNode parameters, String by, Optional<String> key)
            implements NodeCommand {}

    /** @param key names this asking, the same on every repetition */
    record Retry(ExecutionId execution, Optional<StepId> from, String by, Optional<String> reason, String key)
            implements NodeCommand {}

    /** @param key names this asking, the same on every repetition */
    record SkipFailed(ExecutionId execution, StepId step, String by, String reason, String key)
            implements NodeCommand {}

    /** The execution has said whether it begins under this lease. */
    record Settle(ExecutionId execution, long lease, ExecutionStarts.Outcome outcome) implements NodeCommand {}

    /** An execution's request. */
    record Apply(ExecutionId execution, NodeRequest request) implements NodeCommand {}
}
