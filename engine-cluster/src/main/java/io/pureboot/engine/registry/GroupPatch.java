package io.pureboot.engine.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.WorkflowId;
import java.util.Optional;

/**
 * What is to change of a group; what is absent stays.
 *
 * @param workflowId present and empty takes the assignment away
 */
public record GroupPatch(
        Optional<String> name,
        Optional<String> description,
        Optional<Optional<WorkflowId>> workflowId,
        Optional<ObjectNode> metadata) {}
