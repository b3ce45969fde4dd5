package io.pureboot.engine.workflow;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a machine boots too often in one step (promise P-16): more than {@code boots} times within {@code minutes}.
 *
 * @param boots 1 to {@link #MOST_BOOTS}; 0 for no limit
 * @param minutes 1 to {@link #MOST_MINUTES}
 */
public record BootLoop(int boots, int minutes) {
    public static final int MOST_BOOTS = 100;
    public static final int MOST_MINUTES = 7 * 24 * 60;

    /** What holds when a workflow says nothing. */
    public static final BootLoop USUAL = new BootLoop(5, 30);

    /** How many boots are remembered where there is no limit, for people to see. */
    private static final int SHOWN = 20;

    boolean off() {
        return boots == 0;
    }

    /** How many boots of a step need remembering. */
    int kept() {
        return off() ? SHOWN : boots + 1;
    }

    /** Since when the machine has been booting too often, judged at {@code now}; empty when it has not. */
    Optional<Instant> since(List<Instant> boots, Instant now) {
        Instant begin = now.minus(Duration.ofMinutes(minutes));
        List<Instant> recent =
                boots.stream().filter(at -> at.isAfter(begin)).sorted().toList();
        return off() || recent.size() <= this.boots ? Optional.empty() : Optional.of(recent.getFirst());
    }
}
