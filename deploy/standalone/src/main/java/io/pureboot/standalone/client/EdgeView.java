package io.pureboot.standalone.client;

import java.time.Instant;
import java.util.Optional;

/** An edge, as far as a table shows it. */
public record EdgeView(
        String id,
        String state,
        String url,
        Optional<String> site,
        String version,
        Instant startedAt,
        Instant lastSeenAt,
        Spool spool,
        Cache cache) {

    /** What waits there for an engine. */
    public record Spool(long reports, Optional<Long> oldestSeconds) {}

    /** The files of engines that it keeps. */
    public record Cache(long files, long bytes, long maxBytes) {}
}
