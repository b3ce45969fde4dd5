package io.pureboot.edge.tftp.transfer;

/**
 * How many blocks leave in one go, at most. A client that misses a block throws away all that come behind it in its window (RFC 7440 has no
 * selective acknowledgement), so on a wire that loses packets a window is sent in small bursts, with a pause after each in which the client's
 * report of a gap may arrive: what is then in vain is the rest of one burst, not the rest of a window.
 *
 * <p>A loss halves the burst, a window that arrives whole lets it grow by a sixteenth of the window again, as TCP's congestion avoidance does. The
 * window that was granted stays as it is: the client counts to it before it acknowledges.
 *
 * @param burst blocks, at least 1
 */
public record Pace(int burst) {

    /** The smallest burst: what comes behind a loss in it is one block at most, and two blocks make a gap seen. */
    private static final int LEAST_BURST = 2;

    /** The first burst, of larger windows: nothing is known of the wire yet. */
    private static final int FIRST_BURST = 16;

    /** A burst grows in this many steps from nothing to the window. */
    private static final int STEPS = 16;

    /** Before anything was lost. */
    static Pace atFirst(int windowBlocks) {
        return new Pace(Math.min(windowBlocks, FIRST_BURST));
    }

    Pace afterLoss(int windowBlocks) {
        return new Pace(Math.max(burst / 2, Math.min(LEAST_BURST, windowBlocks)));
    }

    Pace afterWholeWindow(int windowBlocks) {
        return new Pace(Math.min(windowBlocks, burst + Math.max(1, windowBlocks / STEPS)));
    }
}
