package io.pureboot.edge.tftp;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Waits for packets without sleeping, for a moment, as long as that pays: in lock step a processor that falls asleep between two packets needs longer to
 * wake up than to serve one. It pays where clients are near (virtual machines on this host, a rack with short wires); where answers take
 * longer than the moment it is soon given up, and tried again with one wait of {@value #PROBE}. Lives in the server's thread only.
 */
final class EagerWait implements SelectStrategy {

    /** How long it looks before it sleeps. */
    static final long LOOK_NANOS = 100_000;

    private static final int PROBE = 64;
    private static final int BEST = 16;
    private static final int LOSS = 4;

    private final LongSupplier clock;
    private final BooleanSupplier lone;
    private int score;
    private int waits;

    /**
     * @param clock nanoseconds, monotonic
     * @param lone whether there are so few clients that it may pay at all: of many the packets gather while it sleeps, and one that is woken for
     *     several at a time is woken less often
     */
    EagerWait(LongSupplier clock, BooleanSupplier lone) {
        this.clock = clock;
        this.lone = lone;
    }

    @Override
    public int calculateStrategy(IntSupplier ready, boolean hasTasks) throws Exception {
        if (hasTasks) {
            return ready.get();
        }
        if (!lone.getAsBoolean()) {
            return SelectStrategy.SELECT;
        }
        waits++;
        if (score == 0 && waits % PROBE != 0) {
            return SelectStrategy.SELECT;
        }
        long until = clock.getAsLong() + LOOK_NANOS;
        do {
            int found = ready.get();
            if (found > 0) {
                score = Math.min(BEST, score + 1);
                return found;
            }
        } while (clock.getAsLong() - until < 0);
        score = Math.max(0, score - LOSS);
        return SelectStrategy.SELECT;
    }
}
