package io.pureboot.protocol;

import java.util.List;
import java.util.Optional;

/**
 * What an engine answers to an edge's heartbeat.
 *
 * @param nextSeconds after how long the next one is wanted
 * @param prefetch files that machines before this edge will soon ask for; to be fetched when nothing else is to be done, and named again until
 *     a while has passed
 * @param warning for the edge's log
 */
public record EdgeHeartbeatAnswer(Seconds nextSeconds, List<FileHash> prefetch, Optional<EdgeWarning> warning) {
    public EdgeHeartbeatAnswer {
        prefetch = List.copyOf(prefetch);
    }
}
