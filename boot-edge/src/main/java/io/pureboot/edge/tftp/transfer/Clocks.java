package io.pureboot.edge.tftp.transfer;

/**
 * When things happened, in nanoseconds of any monotonic clock.
 *
 * @param wentBackNanos when the server last went back to a gap
 * @param suspectedNanos when a gap was last suspected
 * @param lastSentNanos when something was last sent
 */
public record Clocks(RoundTrip roundTrip, long wentBackNanos, long suspectedNanos, long lastSentNanos) {

    static Clocks from(long now) {
        return new Clocks(RoundTrip.UNKNOWN, now, now, now);
    }

    /** What was sent last has been answered. */
    Clocks answered(long now) {
        return new Clocks(roundTrip.measured(now - lastSentNanos), wentBackNanos, suspectedNanos, lastSentNanos);
    }

    Clocks wentBack(long now) {
        return new Clocks(roundTrip, now, suspectedNanos, lastSentNanos);
    }

    Clocks suspected(long now) {
        return new Clocks(roundTrip, wentBackNanos, now, lastSentNanos);
    }

    Clocks sent(long now) {
        return new Clocks(roundTrip, wentBackNanos, suspectedNanos, now);
    }

    /** So soon after going back, reports of a gap may still be of packets from before. */
    boolean echoesOfGoingBack(long now) {
        return now - wentBackNanos < roundTrip.echoes();
    }

    /** So soon after the first report of a gap, further ones may be of the same packets. */
    boolean echoesOfSuspicion(long now) {
        return now - suspectedNanos < roundTrip.echoes();
    }
}
