package io.pureboot.engine.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.MacAddress;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.WorkflowId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A machine of the inventory as {@code GET /nodes/{id}} shows it.
 *
 * @param workflowId the workflow assigned to it
 * @param workflowByRule a rule of unknown machines has assigned it; its group's own goes before it then
 * @param activeExecutionId the one execution that holds it
 * @param installAttempts how often it has been started into {@code installing}
 * @param lastSeenAt when it last asked for a boot script, exact to five minutes
 * @param deletedAt when it was taken out of the inventory; its history stays
 * @param history every move, oldest first, the newest 500
 */
public record NodeView(
        NodeId id,
        MacAddress macAddress,
        Optional<String> ipAddress,
        Optional<String> hostname,
        Optional<String> uuid,
        Optional<String> serial,
        Optional<String> vendor,
        Optional<String> model,
        Optional<String> architecture,
        Optional<String> bootMode,
        NodeState state,
        Optional<GroupId> groupId,
        Optional<WorkflowId> workflowId,
        boolean workflowByRule,
        ObjectNode metadata,
        Optional<ExecutionId> activeExecutionId,
        int installAttempts,
        Optional<Instant> lastSeenAt,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> deletedAt,
        List<NodeMove> history) {
    public NodeView {
        history = List.copyOf(history);
    }
}
