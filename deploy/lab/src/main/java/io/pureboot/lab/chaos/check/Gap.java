package io.pureboot.lab.chaos.check;

import io.pureboot.lab.chaos.fault.Befell;
import io.pureboot.lab.chaos.ledger.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The longest time in which a machine that was trying got no answer of an engine, counted from the fault on when it had begun to try
 * before, and up to the next fault.
 *
 * @param execution the one that waited longest
 */
public record Gap(Duration length, String execution) {

    /** The longest between the fault and what came next: what a wait lasts on after that is the next one's doing. Empty without any. */
    public static Optional<Gap> after(Befell befell, List<Wait> waits) {
        return between(befell.from(), befell.until(), waits);
    }

    /** The longest between two moments: of each wait the part that lies there. */
    public static Optional<Gap> between(Instant from, Instant until, List<Wait> waits) {
        return waits.stream()
                .filter(wait -> wait.to().isAfter(from) && wait.from().isBefore(until))
                .map(wait -> new Gap(
                        Duration.between(later(wait.from(), from), earlier(wait.to(), until)), wait.execution()))
                .max((one, other) -> one.length().compareTo(other.length()));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
