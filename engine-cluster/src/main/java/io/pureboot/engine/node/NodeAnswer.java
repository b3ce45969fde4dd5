package io.pureboot.engine.node;

/** What became of a change to a node; persisted before it is said. */
public sealed interface NodeAnswer {
    /** @param duplicate it had been done before and has changed nothing now */
    record Done(NodeView node, boolean duplicate) implements NodeAnswer {}

    record Refused(NodeRefusal refusal) implements NodeAnswer {}
}
