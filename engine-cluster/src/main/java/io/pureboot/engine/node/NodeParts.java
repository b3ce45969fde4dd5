package io.pureboot.engine.node;

import io.pureboot.engine.query.NodeTable;
import io.pureboot.engine.query.Wakeups;
import java.time.InstantSource;

/** What every node's entity works with. */
record NodeParts(
        NodeSettings settings, Wakeups wakeups, NodeTable table, ExecutionStarts executions, InstantSource clock) {}
