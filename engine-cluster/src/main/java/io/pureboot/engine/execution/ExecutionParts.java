package io.pureboot.engine.execution;

import io.pureboot.engine.query.ExecutionTable;
import io.pureboot.engine.query.Wakeups;
import java.time.InstantSource;

/** What every execution's entity works with. */
record ExecutionParts(
        ExecutionSettings settings, Wakeups wakeups, ExecutionTable table, NodeRequests nodes, InstantSource clock) {}
