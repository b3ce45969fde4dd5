package io.pureboot.bench.job;

import java.time.Duration;

/**
 * How much of the standard job.
 *
 * @param executions W
 * @param agents C
 * @param patience how long to wait before and after the timed part until PostgreSQL's backends have told what they counted: longer than
 *     10 s, or zero, which leaves out what depends on it
 */
public record JobSize(int executions, int agents, Duration patience) {
    /** Idle backends tell after 10 s (PGSTAT_IDLE_INTERVAL). */
    public static final Duration COUNTERS = Duration.ofSeconds(11);

    JobSize warmUp(int fewer) {
        return new JobSize(fewer, agents, Duration.ZERO);
    }
}
