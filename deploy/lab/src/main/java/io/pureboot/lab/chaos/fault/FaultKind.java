package io.pureboot.lab.chaos.fault;

import java.time.Duration;
import java.util.Locale;

/** What is done to whom, how long it lasts, and how long the calm after it is at least. */
public enum FaultKind {
    /** {@code kill -9} of an engine; started again afterwards. */
    ENGINE_KILLED(Target.ENGINE, 2, 4, 20),
    /** SIGTERM of an engine; started again when it has left. */
    ENGINE_LEAVES(Target.ENGINE, 1, 2, 10),
    /** SIGSTOP and SIGCONT of an engine, shorter than the cluster's failure detector waits. */
    ENGINE_PAUSED(Target.ENGINE, 1, 2, 6),
    /** SIGSTOP and SIGCONT of an engine, so long that the others go on without it. */
    ENGINE_FROZEN(Target.ENGINE, 11, 16, 15),
    /** SIGKILL of PostgreSQL's postmaster; started again afterwards. */
    DATABASE_KILLED(Target.DATABASE, 3, 7, 12),
    /** Connections from an edge to the engines are refused. */
    EDGE_REFUSED(Target.EDGE, 4, 9, 7),
    /** Connections from an edge to the engines are taken, and nothing passes. */
    EDGE_HANGS(Target.EDGE, 4, 9, 9),
    /** Connections from an edge to the engines break, again and again. */
    EDGE_CUT(Target.EDGE, 4, 9, 7),
    /** {@code kill -9} of an edge; started again afterwards. */
    EDGE_KILLED(Target.EDGE, 2, 4, 8),
    /** Machines send the same report again, at once and much later. */
    DUPLICATES(Target.MACHINES, 8, 12, 1),
    /** Machines send what contradicts an attempt's end, or comes after the next attempt has begun. */
    REORDERED(Target.MACHINES, 8, 12, 1);

    /** Whom it befalls. */
    public enum Target {
        ENGINE,
        DATABASE,
        EDGE,
        MACHINES
    }

    private final Target target;
    private final int shortest;
    private final int longest;
    private final int calm;

    FaultKind(Target target, int shortest, int longest, int calm) {
        this.target = target;
        this.shortest = shortest;
        this.longest = longest;
        this.calm = calm;
    }

    public Target target() {
        return target;
    }

    Duration shortest() {
        return Duration.ofSeconds(shortest);
    }

    Duration longest() {
        return Duration.ofSeconds(longest);
    }

    /** How long nothing else happens after it, while faults come one by one. */
    public Duration calm() {
        return Duration.ofSeconds(calm);
    }

    /** Its name in tables: words joined by underscores. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
