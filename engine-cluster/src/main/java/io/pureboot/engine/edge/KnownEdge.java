package io.pureboot.engine.edge;

import io.pureboot.protocol.EdgeHeartbeat;
import io.pureboot.protocol.EdgeId;
import io.pureboot.protocol.EdgeWarning;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An edge, as it has described itself last. Times are the database's.
 *
 * @param startedAt since when its process runs
 * @param lastSeenAt when what it says was written last; a heartbeat that says nothing new is written every few seconds only
 * @param sharedWith the URL of another edge that has lately spoken under the same id
 */
public record KnownEdge(
        EdgeId id,
        EdgeState state,
        Instant startedAt,
        Instant firstSeenAt,
        Instant lastSeenAt,
        Optional<String> sharedWith,
        EdgeHeartbeat said) {

    /** What is wrong with it. */
    public Optional<EdgeWarning> warning() {
        return sharedWith.map(other -> new EdgeWarning(
                EdgeWarning.ID_SHARED,
                "two edges call themselves " + id + ", at "
                        + Stream.of(said.url(), other).sorted().collect(Collectors.joining(" and "))
                        + ": give one of them another PUREBOOT_EDGE_ID"));
    }
}
