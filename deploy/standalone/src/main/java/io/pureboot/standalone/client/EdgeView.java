package io.pureboot.standalone.client;

import java.time.Instant;
import java.util.List;
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
        List<Warning> warnings,
        Spool spool,
        Cache cache) {

    public EdgeView {
        // An engine of an earlier version knows none.
        warnings = Optional.ofNullable(warnings).map(List::copyOf).orElseGet(List::of);
    }

    /** What is wrong with it. */
    public record Warning(String code, String detail) {}

    /** What waits there for an engine. */
    public record Spool(long reports, Optional<Long> oldestSeconds) {}

    /** The files of engines that it keeps. */
    public record Cache(long files, long bytes, long maxBytes) {}
}
