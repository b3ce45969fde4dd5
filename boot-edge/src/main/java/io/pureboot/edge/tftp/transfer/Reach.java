package io.pureboot.edge.tftp.transfer;

/**
 * How far a transfer has come; block numbers from 1, not wrapped.
 *
 * @param acked the last block that the client has, with all before it; 0 none
 * @param next the block to send next
 * @param sent the highest block ever sent
 */
public record Reach(long acked, long next, long sent) {

    static final Reach NOTHING = new Reach(0, 1, 0);

    /** The client has all up to {@code block}: what follows it is next, whatever has been sent. */
    Reach acknowledged(long block) {
        return new Reach(block, block + 1, sent);
    }

    /** The client has all up to {@code block}, and what follows may be under way. */
    Reach acknowledgedUnderWay(long block) {
        return new Reach(block, next, sent);
    }

    Reach backToGap() {
        return new Reach(acked, acked + 1, sent);
    }

    Reach onward(int count) {
        return new Reach(acked, next + count, Math.max(sent, next + count - 1));
    }
}
