package io.pureboot.lab.chaos.ledger;

import java.time.Duration;
import java.time.Instant;

/**
 * A time in which a machine tried to get on with its execution and no engine answered it: from the first request until an engine has taken
 * its report and told it the current step.
 */
public record Wait(String execution, Instant from, Instant to) {
    public Duration length() {
        return Duration.between(from, to);
    }
}
