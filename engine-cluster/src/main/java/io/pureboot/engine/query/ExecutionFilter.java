package io.pureboot.engine.query;

import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.WorkflowId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which executions a list holds; each absent part lets all pass.
 *
 * @param statuses any of these; empty for all
 * @param since created at or after
 * @param until created before
 * @param text stands in the id, the workflow's name, the node's id or the error, in any case
 */
public record ExecutionFilter(
        Set<ExecutionStatus> statuses,
        Optional<WorkflowId> workflowId,
        Optional<NodeId> nodeId,
        Optional<GroupId> groupId,
        Optional<StepId> currentStepId,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<String> text) {
    public ExecutionFilter {
        statuses = Set.copyOf(statuses);
    }

    /** All executions of one node. */
    public static ExecutionFilter ofNode(NodeId node) {
        return new ExecutionFilter(
                Set.of(),
                Optional.empty(),
                Optional.of(node),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
