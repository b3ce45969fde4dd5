package io.pureboot.engine.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.WorkflowId;
import java.time.Instant;
import java.util.Optional;

/**
 * A group of nodes.
 *
 * @param workflowId what its members run when they have none of their own (promise P-15)
 * @param metadata what its members' own metadata is laid over; treated as immutable
 */
public record GroupEntry(
        GroupId id,
        String name,
        String description,
        Optional<WorkflowId> workflowId,
        ObjectNode metadata,
        Instant createdAt,
        Instant updatedAt) {}
