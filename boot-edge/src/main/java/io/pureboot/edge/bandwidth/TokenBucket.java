package io.pureboot.edge.bandwidth;

/** Bytes that become free at a steady rate; what is not used is kept for a moment. Safe from any thread. */
final class TokenBucket {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** What may be sent at once after a pause: the bytes of an eighth of a second. */
    private static final long BURST_NANOS = NANOS_PER_SECOND / 8;

    private final double nanosPerByte;

    /** When all that was taken so far is paid for. */
    private long paidAt;

    /** @param bytesPerSecond above 0 */
    TokenBucket(long bytesPerSecond, long nowNanos) {
        this.nanosPerByte = (double) NANOS_PER_SECOND / bytesPerSecond;
        this.paidAt = nowNanos - BURST_NANOS;
    }

    /** Takes bytes, and says how many nanoseconds from now on they are to be held back; 0 for none. */
    synchronized long take(long bytes, long nowNanos) {
        long full = nowNanos - BURST_NANOS;
        paidAt = (paidAt - full > 0 ? paidAt : full) + (long) (bytes * nanosPerByte);
        return Math.max(0, paidAt - nowNanos);
    }

    /** Whether nobody has taken anything for so long that it is as good as new. */
    synchronized boolean full(long nowNanos) {
        return nowNanos - BURST_NANOS - paidAt >= 0;
    }
}
