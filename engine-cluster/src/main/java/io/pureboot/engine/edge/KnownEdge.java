package io.pureboot.engine.edge;

import io.pureboot.protocol.EdgeHeartbeat;
import io.pureboot.protocol.EdgeId;
import java.time.Instant;

/**
 * An edge, as it has described itself last. Times are the database's.
 *
 * @param startedAt since when its process runs
 * @param lastSeenAt when what it says was written last; a heartbeat that says nothing new is written every few seconds only
 */
public record KnownEdge(
        EdgeId id, EdgeState state, Instant startedAt, Instant firstSeenAt, Instant lastSeenAt, EdgeHeartbeat said) {}
