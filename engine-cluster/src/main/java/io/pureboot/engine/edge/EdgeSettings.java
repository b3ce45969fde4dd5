package io.pureboot.engine.edge;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.pureboot.protocol.Seconds;
import java.time.Duration;

/**
 * What is expected of edges; the keys {@code pureboot.engine.edges.*}.
 *
 * @param heartbeat how often one is wanted
 * @param writeEach how often one of an edge that says nothing new is written
 * @param lateAfter without a heartbeat an edge is late after this, ...
 * @param goneAfter ... and gone after this
 * @param prefetchFor how long edges are asked to fetch what an execution's machine will ask for
 */
public record EdgeSettings(
        Seconds heartbeat, Duration writeEach, Duration lateAfter, Duration goneAfter, Duration prefetchFor) {
    /**
     * @param engine the subtree {@code pureboot.engine}
     * @throws ConfigException when edges in good order would be called late
     */
    public static EdgeSettings read(Config engine) {
        Config edges = engine.getConfig("edges");
        Duration heartbeat = edges.getDuration("heartbeat");
        Duration writeEach = edges.getDuration("write-each");
        Duration lateAfter = edges.getDuration("late-after");
        Duration goneAfter = edges.getDuration("gone-after");
        if (heartbeat.toSeconds() < 1) {
            throw bad(edges, "heartbeat", "must be 1 s or longer");
        }
        if (lateAfter.compareTo(heartbeat.plus(writeEach)) <= 0 || goneAfter.compareTo(lateAfter) <= 0) {
            throw bad(
                    edges,
                    "late-after",
                    "must be longer than heartbeat and write-each together, and gone-after longer");
        }
        return new EdgeSettings(
                new Seconds(heartbeat.toSeconds()), writeEach, lateAfter, goneAfter, edges.getDuration("prefetch-for"));
    }

    private static ConfigException bad(Config edges, String key, String why) {
        return new ConfigException.BadValue(edges.getValue(key).origin(), "pureboot.engine.edges." + key, why);
    }

    /** Whether what was seen so long ago still counts: two that share an id are both heard of within that time. */
    boolean recent(Duration age) {
        return age.compareTo(lateAfter) <= 0;
    }

    /** @param silence how long an edge has said nothing */
    EdgeState stateAfter(Duration silence) {
        return silence.compareTo(goneAfter) > 0
                ? EdgeState.GONE
                : silence.compareTo(lateAfter) > 0 ? EdgeState.LATE : EdgeState.ONLINE;
    }
}
