package io.pureboot.edge.tftp.transfer;

import io.pureboot.edge.tftp.transfer.Move.Ending;
import io.pureboot.edge.tftp.transfer.Move.Output;

/**
 * One file on its way to one client, as a value: each event gives the next value and what to send.
 *
 * <p>Block numbers here count through the file from 1 and never wrap; only {@link #wireBlock} gives the 16 bits of the datagram (65535 is
 * followed by 0, as iPXE, U-Boot, GRUB and edk2 expect).
 *
 * <p>An acknowledgement that moves nothing forward never makes the server repeat a block in lock step (RFC 1123, section 4.2.3.1, the sorcerer's
 * apprentice). With a window it is how a client says that it has lost a block (RFC 7440, section 4), so it is obeyed, but not again before
 * two round trips (at least a twentieth of the shortest patience) have passed.
 *
 * @param fileBytes what is sent in all
 * @param waitsForOptionAck the OACK is out and not yet acknowledged
 * @param acked the last block that the client has, with all before it; 0 none
 * @param sent the highest block ever sent
 * @param tries repetitions since the client was last heard to go forward
 * @param repeated something has been sent twice since then, so its round trip measures nothing
 * @param lastSentNanos when something was last sent
 */
public record Transfer(
        Terms terms,
        Patience patience,
        long fileBytes,
        boolean waitsForOptionAck,
        long acked,
        long sent,
        int tries,
        boolean repeated,
        RoundTrip roundTrip,
        long lastSentNanos) {

    /** A fresh transfer and its first packet: the OACK when an option was granted, else the first block. */
    public static Move begin(Terms terms, Patience patience, long fileBytes, long now) {
        boolean optionAck = !terms.granted().isEmpty();
        Transfer fresh = new Transfer(terms, patience, fileBytes, optionAck, 0, 0, 0, false, RoundTrip.UNKNOWN, now);
        return optionAck ? new Move(fresh, new Output.SendOptionAck()) : fresh.window(now, false);
    }

    /** The number of the last block; it is shorter than the others, empty when the file is an exact multiple of them. */
    public long lastBlock() {
        return fileBytes / terms.blockBytes() + 1;
    }

    /** Where in the file block {@code number} begins. */
    public long offset(long number) {
        return (number - 1) * terms.blockBytes();
    }

    /** How many bytes block {@code number} carries. */
    public int length(long number) {
        return (int) Math.min(terms.blockBytes(), fileBytes - offset(number));
    }

    /** The 16 bits that stand for block {@code number} in a datagram. */
    public static int wireBlock(long number) {
        return (int) (number & 0xFFFF);
    }

    /** Everything has been sent and something acknowledged: a new request of this client for this file is no repetition of the old. */
    public boolean onlyLastAckMissing() {
        return !waitsForOptionAck && acked > 0 && sent == lastBlock();
    }

    /** When to call {@link #timedOut} unless something happens before. */
    public long deadlineNanos() {
        long first = terms.timeoutSeconds().isPresent()
                ? terms.timeoutSeconds().getAsInt() * 1_000_000_000L
                : patience.first().toNanos();
        long wait = roundTrip.patience(patience, first);
        long longest = Math.max(wait, patience.longest().toNanos());
        return lastSentNanos + Math.min(longest, wait << Math.min(tries, 20));
    }

    /** The client acknowledges block {@code wire}, the 16 bits of its datagram. */
    public Move acknowledged(int wire, long now) {
        if (waitsForOptionAck) {
            return wire == 0 ? optionAckAcknowledged(now) : Move.silent(this);
        }
        long ahead = (wire - wireBlock(acked)) & 0xFFFFL;
        if (ahead == 0) {
            return lossReported(now);
        }
        if (ahead > sent - acked) {
            return Move.silent(this);
        }
        Transfer forward = new Transfer(
                terms,
                patience,
                fileBytes,
                false,
                acked + ahead,
                sent,
                0,
                false,
                repeated ? roundTrip : roundTrip.measured(now - lastSentNanos),
                lastSentNanos);
        return forward.acked == lastBlock()
                ? new Move(forward, new Output.Over(Ending.COMPLETED))
                : forward.window(now, false);
    }

    /** The deadline has passed in silence. */
    public Move timedOut(long now) {
        if (tries >= patience.tries()) {
            return new Move(this, new Output.Over(Ending.GIVEN_UP));
        }
        Transfer again = with(tries + 1, true, now);
        return waitsForOptionAck ? new Move(again, new Output.SendOptionAck()) : again.window(now, true);
    }

    /** The client has sent an ERROR, whatever its code. */
    public Move endedByClient() {
        return new Move(this, new Output.Over(Ending.ENDED_BY_CLIENT));
    }

    private Move optionAckAcknowledged(long now) {
        RoundTrip measured = repeated ? roundTrip : roundTrip.measured(now - lastSentNanos);
        return new Transfer(terms, patience, fileBytes, false, 0, 0, 0, false, measured, now).window(now, false);
    }

    private Move lossReported(long now) {
        boolean meansLoss = terms.windowBlocks() > 1 && sent > acked;
        long calm = Math.max(2 * roundTrip.smoothed(), patience.shortest().toNanos() / 20);
        boolean freshNews = !repeated || now - lastSentNanos > calm;
        return meansLoss && freshNews ? with(tries, true, now).window(now, true) : Move.silent(this);
    }

    private Move window(long now, boolean again) {
        long last = Math.min(acked + terms.windowBlocks(), lastBlock());
        Transfer next = new Transfer(
                terms,
                patience,
                fileBytes,
                false,
                acked,
                Math.max(sent, last),
                tries,
                repeated || sent > acked,
                roundTrip,
                now);
        return new Move(next, new Output.SendBlocks(acked + 1, (int) (last - acked), again));
    }

    private Transfer with(int nextTries, boolean nextRepeated, long now) {
        return new Transfer(
                terms, patience, fileBytes, waitsForOptionAck, acked, sent, nextTries, nextRepeated, roundTrip, now);
    }
}
