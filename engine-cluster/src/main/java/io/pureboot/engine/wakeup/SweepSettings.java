package io.pureboot.engine.wakeup;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How due rows are looked for; the keys {@code pureboot.engine.sweep.*}.
 *
 * @param limit entities woken in one look, of each sweeper
 */
public record SweepSettings(
        Duration every, int limit, int sweepers, Duration lostRowsEvery, Duration lostWakeupsEvery) {
    public static SweepSettings read(Config sweep) {
        return new SweepSettings(
                sweep.getDuration("every"),
                sweep.getInt("limit"),
                Math.clamp(sweep.getInt("sweepers"), 1, 64),
                sweep.getDuration("lost-rows-every"),
                sweep.getDuration("lost-wakeups-every"));
    }
}
