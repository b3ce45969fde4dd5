package io.pureboot.engine.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.WorkflowId;
import java.util.Optional;

/** What people give a group. */
public record GroupFields(String name, String description, Optional<WorkflowId> workflowId, ObjectNode metadata) {}
