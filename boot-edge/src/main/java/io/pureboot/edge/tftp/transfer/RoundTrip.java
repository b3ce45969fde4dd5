package io.pureboot.edge.tftp.transfer;

/**
 * The smoothed round trip of a client and its variation, in nanoseconds, by the weights of RFC 6298; {@code smoothed} 0 means not
 * yet measured.
 */
public record RoundTrip(long smoothed, long variation) {

    public static final RoundTrip UNKNOWN = new RoundTrip(0, 0);

    private static final long MILLI = 1_000_000;
    private static final long SHORTEST_PAUSE = MILLI / 2;
    private static final long LONGEST_PAUSE = 50 * MILLI;

    /** With one more measurement, which the caller took from a packet that was sent once only (Karn's rule). */
    RoundTrip measured(long nanos) {
        if (smoothed == 0) {
            return new RoundTrip(Math.max(1, nanos), nanos / 2);
        }
        long nextVariation = (3 * variation + Math.abs(smoothed - nanos)) / 4;
        return new RoundTrip(Math.max(1, (7 * smoothed + nanos) / 8), nextVariation);
    }

    /** How long to wait for an answer before sending again, before any backoff. */
    long patience(Patience patience, long firstNanos) {
        if (smoothed == 0) {
            return firstNanos;
        }
        long wait = smoothed + 4 * variation;
        return Math.clamp(
                wait, patience.shortest().toNanos(), patience.longest().toNanos());
    }

    /** How long after a burst a report of a gap in it may still come: 0.5 to 50 ms. */
    long pause() {
        return smoothed == 0 ? MILLI : Math.clamp(smoothed + 4 * variation, SHORTEST_PAUSE, LONGEST_PAUSE);
    }

    /** How long after going back to a gap further reports of the same gap are echoes of packets that were under way: 1 ms or more. */
    long echoes() {
        return Math.max(MILLI, 2 * smoothed);
    }

    /** Nothing that answers what was sent this long ago can have come back yet. */
    boolean tooSoonForAnAnswer(long nanos) {
        return nanos < smoothed / 4;
    }
}
