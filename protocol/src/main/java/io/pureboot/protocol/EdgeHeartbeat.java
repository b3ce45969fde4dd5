package io.pureboot.protocol;

import java.util.Map;
import java.util.Optional;

/**
 * What an edge says of itself every few seconds: the body of {@code POST /api/v1/edges/{id}/heartbeat}. It tells ages and no times: its
 * clock may be wrong.
 *
 * @param instance made anew at each start of the edge's process
 * @param version that of its build
 * @param url under which machines reach it
 * @param site where it stands, in its operator's own words
 * @param uptimeSeconds since when this instance runs
 * @param counters the edge's own counters, by their names in its {@code /metrics}
 */
public record EdgeHeartbeat(
        String instance,
        String version,
        String url,
        Optional<String> site,
        long uptimeSeconds,
        Spool spool,
        Cache cache,
        Map<String, Long> counters) {

    public EdgeHeartbeat {
        counters = Map.copyOf(counters);
    }

    /**
     * The reports that wait on the edge's disk for an engine.
     *
     * @param bytes of them together
     * @param oldestSeconds how long the oldest one has waited; absent when there is none
     */
    public record Spool(long reports, long bytes, Optional<Long> oldestSeconds, long maxReports, long maxBytes) {}

    /** The files of engines that the edge keeps. */
    public record Cache(long files, long bytes, long maxBytes) {}
}
