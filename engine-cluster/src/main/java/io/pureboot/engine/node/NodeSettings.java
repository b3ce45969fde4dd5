package io.pureboot.engine.node;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The keys {@code pureboot.engine.node.*}.
 *
 * @param snapshotEvery events between two snapshots
 * @param askTimeout a call without an answer is put to the entity again after this
 * @param askPatience a call without an answer fails after this
 * @param requestPause before an unanswered start is sent again for the first time; doubles to {@code requestPauseLimit}
 * @param requestWake when an unanswered start wakes a node that has lost its home
 */
public record NodeSettings(
        Duration passivateAfter,
        int snapshotEvery,
        Duration askTimeout,
        Duration askPatience,
        Duration requestPause,
        Duration requestPauseLimit,
        Duration requestWake) {
    public static NodeSettings read(Config node) {
        return new NodeSettings(
                node.getDuration("passivate-after"),
                node.getInt("snapshot-every"),
                node.getDuration("ask-timeout"),
                node.getDuration("ask-patience"),
                node.getDuration("request-pause"),
                node.getDuration("request-pause-limit"),
                node.getDuration("request-wake"));
    }
}
