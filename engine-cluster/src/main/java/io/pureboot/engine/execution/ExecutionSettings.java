package io.pureboot.engine.execution;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The keys {@code pureboot.engine.execution.*}.
 *
 * @param snapshotEvery events between two snapshots
 * @param askTimeout a call without an answer is put to the entity again after this
 * @param askPatience a call without an answer fails after this
 * @param requestPause before an unanswered request is sent again for the first time; doubles to {@code requestPauseLimit}
 * @param requestWake when an unanswered request wakes an execution that has lost its home
 */
public record ExecutionSettings(
        Duration passivateAfter,
        int snapshotEvery,
        Duration askTimeout,
        Duration askPatience,
        Duration requestPause,
        Duration requestPauseLimit,
        Duration requestWake) {
    public static ExecutionSettings read(Config execution) {
        return new ExecutionSettings(
                execution.getDuration("passivate-after"),
                execution.getInt("snapshot-every"),
                execution.getDuration("ask-timeout"),
                execution.getDuration("ask-patience"),
                execution.getDuration("request-pause"),
                execution.getDuration("request-pause-limit"),
                execution.getDuration("request-wake"));
    }
}
