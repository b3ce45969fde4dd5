package io.pureboot.engine.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.WorkflowId;
import java.util.Optional;

/**
 * A machine that an operator enters.
 *
 * @param state where it stands; absent, {@code pending}
 * @param metadata a JSON object, what {@code ${meta.…}} renders from
 */
public record NodeRegistration(
        NodeFacts facts,
        Optional<NodeState> state,
        Optional<GroupId> groupId,
        Optional<WorkflowId> workflowId,
        ObjectNode metadata) {}
