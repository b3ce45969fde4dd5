package io.pureboot.engine.query;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.MacAddress;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.WorkflowId;
import java.time.Instant;
import java.util.Optional;

/** One node as lists show it: everything but its history. */
public record NodeRow(
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
        ObjectNode metadata,
        Optional<ExecutionId> activeExecutionId,
        int installAttempts,
        Optional<Instant> lastSeenAt,
        Instant createdAt,
        Instant updatedAt) {}
