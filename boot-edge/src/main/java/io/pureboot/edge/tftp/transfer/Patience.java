package io.pureboot.edge.tftp.transfer;

import java.time.Duration;

/**
 * How long a silent client is waited for.
 *
 * @param shortest the least time before anything is sent again, however fast the client has been
 * @param first the time before anything is sent again, until the client's round trip is known
 * @param longest the most time between two repetitions
 * @param tries repetitions without an answer after which the transfer is given up
 * @param triesUnheard the same for a source that has never answered: its address may be somebody else's, who has asked for nothing
 */
public record Patience(Duration shortest, Duration first, Duration longest, int tries, int triesUnheard) {

    public Patience {
        if (shortest.isNegative() || shortest.isZero() || longest.compareTo(shortest) < 0) {
            throw new IllegalArgumentException("no patience: " + shortest + ", " + longest);
        }
        if (tries < 1 || triesUnheard < 0 || triesUnheard > tries) {
            throw new IllegalArgumentException("no number of tries: " + tries + ", unheard " + triesUnheard);
        }
    }
}
