package io.pureboot.engine.node;

import io.pureboot.protocol.ExecutionId;
import java.util.List;

/** What a node makes of a command. */
sealed interface NodeDecision {
    /** It holds; {@code duplicate} when it had been done before. */
    record Accepted(List<NodeEvent> events, boolean duplicate) implements NodeDecision {}

    /** A start or retry that is under way or over: the answer is due when this execution no longer waits for its word. */
    record Begun(List<NodeEvent> events, ExecutionId execution, boolean duplicate) implements NodeDecision {}

    /** A request of an execution is answered. */
    record Answered(List<NodeEvent> events, RequestAnswer answer) implements NodeDecision {}

    /** It does not hold; nothing is kept. */
    record Refused(NodeRefusal refusal) implements NodeDecision {}
}
