package io.pureboot.lab.outage;

import java.time.Duration;
import java.util.Map;

/**
 * What a run has shown.
 *
 * @param deepest most reports that were seen to wait on the edge's disk
 * @param emptyAfter from the engine's return to an empty spool
 * @param edgeAway how long the killed edge did not answer
 * @param counters the edge's own, since its second start
 */
public record OutageResult(
        OutagePlan plan,
        Duration engineAway,
        Duration edgeAway,
        long deepest,
        Duration emptyAfter,
        Map<String, Long> counters,
        Verdict verdict) {
    /** How soon after the engine's return nothing may wait any more. */
    static final Duration EMPTY_WITHIN = Duration.ofSeconds(30);

    public OutageResult {
        counters = Map.copyOf(counters);
    }

    boolean emptyInTime() {
        return emptyAfter.compareTo(EMPTY_WITHIN) <= 0;
    }

    long rejected() {
        return counters.getOrDefault("pureboot_edge_spool_forwarded_total{outcome=\"rejected\"}", 0L)
                + counters.getOrDefault("pureboot_edge_spool_forwarded_total{outcome=\"put_aside\"}", 0L);
    }

    /** Whether there was an outage at all for the machines, and all that was promised was kept. */
    public boolean passed() {
        return verdict.good() && emptyInTime() && rejected() == 0 && verdict.spooled() > 0 && verdict.persisted() > 0;
    }
}
