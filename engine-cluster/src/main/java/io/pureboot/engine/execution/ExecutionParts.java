package io.pureboot.engine.execution;

import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.ExecutionTable;
import io.pureboot.engine.query.Wakeups;
import io.pureboot.engine.recovery.Quarantine;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What every execution's entity works with.
 *
 * @param loaded how many of them this engine has in memory
 */
record ExecutionParts(
        ExecutionSettings settings,
        Database database,
        Wakeups wakeups,
        ExecutionTable table,
        NodeRequests nodes,
        InstantSource clock,
        Quarantine quarantine,
        AtomicInteger loaded) {}
