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
 * apprentice). With a window it is how a client says that it has lost a block (RFC 7440, section 4): the server goes back to the gap, once
 * for each loss, as clients may report it with each packet that comes behind it; and more slowly from then on, see {@link Pace}.
 *
 * <p>Clients that answer each packet which they do not want (edk2, U-Boot) answer one that comes twice as if a block were lost. To go back then would send more
 * of them twice, and so on for ever: the same apprentice with a window. Once a client was seen to repeat itself, its reports are believed only when the
 * packets under way would have refuted them.
 *
 * <p>To a source that has answered nothing yet only one packet is sent at a time: its address may not be its own.
 *
 * @param fileBytes what is sent in all
 * @param repeatsItself the client answers each packet that it does not want, not each loss
 */
public record Transfer(
        Terms terms,
        Patience patience,
        long fileBytes,
        Stage stage,
        boolean repeatsItself,
        Reach reach,
        Pace pace,
        Trouble trouble,
        Clocks clocks) {

    /** What the client has said so far. */
    public enum Stage {
        /** Nothing; the OACK is out. */
        OPTION_ACK_OUT,
        /** Nothing; the first block is out. */
        FIRST_BLOCK_OUT,
        /** It has acknowledged something. */
        HEARD
    }

    /** A fresh transfer and its first packet: the OACK when an option was granted, else the first block. */
    public static Move begin(Terms terms, Patience patience, long fileBytes, long now) {
        boolean optionAck = !terms.granted().isEmpty();
        Transfer fresh = new Transfer(
                terms,
                patience,
                fileBytes,
                optionAck ? Stage.OPTION_ACK_OUT : Stage.FIRST_BLOCK_OUT,
                false,
                Reach.NOTHING,
                Pace.atFirst(terms.windowBlocks()),
                Trouble.NONE,
                Clocks.from(now));
        return optionAck ? new Move(fresh, new Output.SendOptionAck()) : fresh.burst(now, 1);
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
        return heard() && reach.acked() > 0 && reach.sent() == lastBlock();
    }

    /** The client has acknowledged something: it is really there. */
    public boolean heard() {
        return stage == Stage.HEARD;
    }

    /** When to call {@link #timedOut} unless something happens before. */
    public long deadlineNanos() {
        RoundTrip roundTrip = clocks.roundTrip();
        // One that says things once has meant it: what else is sent before that is clear would be in vain.
        if (trouble.gapSuspected() && !(repeatsItself && pausing())) {
            return clocks.lastSentNanos() + roundTrip.echoes();
        }
        if (pausing()) {
            return clocks.lastSentNanos() + roundTrip.pause();
        }
        long longest = patience.longest().toNanos();
        // Whoever asks for a long timeout and never answers must not keep a transfer for as long.
        long first = terms.timeoutSeconds().isPresent()
                ? terms.timeoutSeconds().getAsInt() * 1_000_000_000L
                : patience.first().toNanos();
        long wait = Math.min(longest, roundTrip.patience(patience, first));
        return clocks.lastSentNanos() + Math.min(longest, wait << Math.min(trouble.tries(), 20));
    }

    /** The client acknowledges block {@code wire}, the 16 bits of its datagram. */
    public Move acknowledged(int wire, long now) {
        if (stage == Stage.OPTION_ACK_OUT) {
            return wire == 0 ? answered(now).burst(now, pace.burst()) : Move.silent(this);
        }
        long ahead = (wire - wireBlock(reach.acked())) & 0xFFFFL;
        if (ahead == 0) {
            return acknowledgedAgain(now);
        }
        return ahead > reach.sent() - reach.acked() ? Move.silent(this) : forward(reach.acked() + ahead, now);
    }

    /** The deadline has passed: a pause between two bursts is over, or a suspicion was right, or the client is silent. */
    public Move timedOut(long now) {
        if (trouble.gapSuspected() && !(repeatsItself && pausing())) {
            return goBack(now, pace.burst());
        }
        if (pausing()) {
            // While a gap is suspected one block is enough to have it said again, or not.
            return burst(now, trouble.gapSuspected() ? 1 : pace.burst());
        }
        if (trouble.tries() >= (heard() ? patience.tries() : patience.triesUnheard())) {
            return new Move(this, new Output.Over(Ending.GIVEN_UP));
        }
        Transfer again = with(trouble.oneMoreTry());
        // One block: a client that has it, and whose acknowledgement was lost, says what it really has; at once, or
        // when it gets impatient itself. Only when it
        // does not by the next deadline is the rest of the window sent again.
        return stage == Stage.OPTION_ACK_OUT ? again.optionAckAgain(now) : again.goBack(now, 1);
    }

    /** The same request has come again. Whoever has said nothing yet gets the first packet once more, as the first may be lost. */
    public Move askedAgain(long now) {
        if (heard() || now - clocks.lastSentNanos() < patience.shortest().toNanos()) {
            return Move.silent(this);
        }
        return stage == Stage.OPTION_ACK_OUT ? optionAckAgain(now) : goBack(now, 1);
    }

    /** The client has sent an ERROR, whatever its code. */
    public Move endedByClient() {
        return new Move(this, new Output.Over(Ending.ENDED_BY_CLIENT));
    }

    private long windowEnd() {
        return Math.min(reach.acked() + terms.windowBlocks(), lastBlock());
    }

    /** A part of the window has not been sent yet. */
    private boolean pausing() {
        return heard() && !trouble.asking() && reach.next() <= windowEnd();
    }

    private Move forward(long block, long now) {
        boolean wholeWindow = block == windowEnd();
        boolean gap = !wholeWindow && block < reach.sent();
        // Only what answers the last block that was sent tells the round trip.
        Transfer heard = block == reach.next() - 1 ? answered(now) : heardOf();
        if (block == lastBlock()) {
            return new Move(heard.with(reach.acknowledged(block)), new Output.Over(Ending.COMPLETED));
        }
        if (gap && repeatsItself && block < reach.next() - 1) {
            return heard.with(reach.acknowledgedUnderWay(block)).suspectGap(now);
        }
        Transfer onward = heard.with(reach.acknowledged(block));
        if (gap) {
            onward = onward.with(pace.afterLoss(terms.windowBlocks())).with(onward.clocks.wentBack(now));
        } else if (wholeWindow) {
            onward = onward.with(pace.afterWholeWindow(terms.windowBlocks()));
        }
        return onward.burst(now, onward.pace.burst());
    }

    private Move acknowledgedAgain(long now) {
        if (terms.windowBlocks() == 1 || !heard() || reach.sent() == reach.acked()) {
            return Move.silent(this);
        }
        Transfer alive = with(trouble.heard());
        boolean tooSoon = clocks.roundTrip().tooSoonForAnAnswer(now - clocks.lastSentNanos());
        if (trouble.repeated() && clocks.echoesOfGoingBack(now)) {
            return tooSoon ? Move.silent(alive) : alive.saidAgainAfterGoingBack(now);
        }
        if (trouble.gapSuspected()) {
            return clocks.echoesOfSuspicion(now)
                    ? Move.silent(alive.repeatingItself())
                    : alive.goBack(now, terms.windowBlocks());
        }
        boolean doubtful = repeatsItself || (tooSoon && !trouble.repeated());
        return doubtful ? alive.suspectGap(now) : alive.goBack(now, terms.windowBlocks());
    }

    /** Once, it may be that the same block was lost again; more often, it is that the client repeats itself. */
    private Move saidAgainAfterGoingBack(long now) {
        if (!repeatsItself && !trouble.gapSuspected()) {
            return suspectGap(now);
        }
        return Move.silent(repeatingItself().with(trouble.trusting()));
    }

    private Move suspectGap(long now) {
        return Move.silent(with(trouble.suspectingAGap()).with(clocks.suspected(now)));
    }

    /** On from the first block that the client lacks, more slowly, in the first burst with {@code atMost} blocks. */
    private Move goBack(long now, int atMost) {
        Pace slower = pace.afterLoss(terms.windowBlocks());
        return with(reach.backToGap())
                .with(slower)
                .with(trouble.sentAgain())
                .with(clocks.wentBack(now))
                .burst(now, Math.min(atMost, slower.burst()));
    }

    private Move burst(long now, int atMost) {
        int count = (int) Math.min(atMost, windowEnd() - reach.next() + 1);
        int again = Math.clamp(reach.sent() - reach.next() + 1, 0, count);
        Transfer then = with(reach.onward(count)).with(clocks.sent(now));
        return new Move(
                again > 0 ? then.with(trouble.sentAgain()) : then, new Output.SendBlocks(reach.next(), count, again));
    }

    private Move optionAckAgain(long now) {
        return new Move(with(trouble.sentAgain()).with(clocks.sent(now)), new Output.SendOptionAck());
    }

    /** The client has answered what was sent last, which tells its round trip unless that had been sent twice (Karn's rule). */
    private Transfer answered(long now) {
        return heardOf().with(trouble.repeated() ? clocks : clocks.answered(now));
    }

    private Transfer heardOf() {
        return new Transfer(terms, patience, fileBytes, Stage.HEARD, repeatsItself, reach, pace, Trouble.NONE, clocks);
    }

    private Transfer repeatingItself() {
        return new Transfer(terms, patience, fileBytes, stage, true, reach, pace, trouble, clocks);
    }

    private Transfer with(Reach other) {
        return new Transfer(terms, patience, fileBytes, stage, repeatsItself, other, pace, trouble, clocks);
    }

    private Transfer with(Pace other) {
        return new Transfer(terms, patience, fileBytes, stage, repeatsItself, reach, other, trouble, clocks);
    }

    private Transfer with(Trouble other) {
        return new Transfer(terms, patience, fileBytes, stage, repeatsItself, reach, pace, other, clocks);
    }

    private Transfer with(Clocks other) {
        return new Transfer(terms, patience, fileBytes, stage, repeatsItself, reach, pace, trouble, other);
    }
}
