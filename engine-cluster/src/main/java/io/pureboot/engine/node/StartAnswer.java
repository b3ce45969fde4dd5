package io.pureboot.engine.node;

import io.pureboot.protocol.ExecutionId;

/** What became of a start or a retry. */
public sealed interface StartAnswer {
    /** The execution has begun, and holds the node; {@code duplicate} when it had begun before, under the same key or id. */
    record Started(ExecutionId execution, boolean duplicate) implements StartAnswer {}

    record Refused(NodeRefusal refusal) implements StartAnswer {}
}
