package io.pureboot.engine.node;

import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.NodeTable;
import io.pureboot.engine.query.Wakeups;
import io.pureboot.engine.recovery.Quarantine;
import java.time.InstantSource;

/** What every node's entity works with. */
record NodeParts(
        NodeSettings settings,
        Database database,
        Wakeups wakeups,
        NodeTable table,
        ExecutionStarts executions,
        Definitions definitions,
        InstantSource clock,
        Quarantine quarantine) {}
