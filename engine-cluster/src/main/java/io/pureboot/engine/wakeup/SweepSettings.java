package io.pureboot.engine.wakeup;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.time.Duration;
import java.util.List;

/**
 * How due rows are looked for; the keys {@code pureboot.engine.sweep.*}.
 *
 * @param limit entities woken in one look, and loaded in one look, of each sweeper
 * @param ahead how long before their rows are due entities are loaded; zero: not before
 * @param lostFirst how long after a start lost rows are looked for first
 */
public record SweepSettings(
        Duration every,
        int limit,
        int sweepers,
        Duration ahead,
        Duration lostRowsEvery,
        Duration lostWakeupsEvery,
        Duration lostFirst) {
    /**
     * @param engine the subtree {@code pureboot.engine}
     * @throws ConfigException when what was loaded ahead would leave memory before it is due
     */
    public static SweepSettings read(Config engine) {
        Config sweep = engine.getConfig("sweep");
        Duration ahead = sweep.getDuration("ahead");
        for (String home : List.of("execution.passivate-after", "node.passivate-after")) {
            if (ahead.isPositive() && ahead.compareTo(engine.getDuration(home)) >= 0) {
                throw new ConfigException.BadValue(
                        sweep.getValue("ahead").origin(),
                        "pureboot.engine.sweep.ahead",
                        "must be shorter than pureboot.engine." + home
                                + ": what is loaded ahead would leave memory before it is due");
            }
        }
        return new SweepSettings(
                sweep.getDuration("every"),
                sweep.getInt("limit"),
                Math.clamp(sweep.getInt("sweepers"), 1, 64),
                ahead,
                sweep.getDuration("lost-rows-every"),
                sweep.getDuration("lost-wakeups-every"),
                sweep.getDuration("lost-first"));
    }
}
