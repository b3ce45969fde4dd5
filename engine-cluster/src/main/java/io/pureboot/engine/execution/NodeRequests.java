package io.pureboot.engine.execution;

import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.NodeId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The way to the node that an execution runs on. A failed stage means "not known": the request is sent again. */
@FunctionalInterface
public interface NodeRequests {
    CompletionStage<Outcome> send(NodeId node, ExecutionId execution, NodeRequest request);

    /** Something will be sent to this node soon: it may be loaded before. Nobody answers, and nothing depends on it. */
    default void expect(NodeId node) {}

    /** @param detail why it was not applied */
    record Outcome(boolean applied, Optional<String> detail) {}
}
