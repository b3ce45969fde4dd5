package io.pureboot.lab.chaos.check;

import io.pureboot.lab.chaos.fault.Befell;
import io.pureboot.lab.chaos.ledger.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The longest time in which a machine that was trying got no answer of an engine, counted from the fault on when it had begun to try
 * before.
 *
 * @param execution the one that waited longest
 */
public record Gap(Duration length, String execution) {

    /** The longest of the waits that had begun or were there between the fault and what came next; empty without any. */
    public static Optional<Gap> after(Befell befell, List<Wait> waits) {
        return between(befell.from(), befell.until(), waits);
    }

    /** The longest of the waits that were there between two moments; each to its own end, be that later. */
    public static Optional<Gap> between(Instant from, Instant until, List<Wait> waits) {
        return waits.stream()
                .filter(wait -> wait.to().isAfter(from) && wait.from().isBefore(until))
                .map(wait -> new Gap(
                        Duration.between(wait.from().isBefore(from) ? from : wait.from(), wait.to()), wait.execution()))
                .max((one, other) -> one.length().compareTo(other.length()));
    }
}
