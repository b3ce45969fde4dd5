package io.pureboot.edge.tftp.transfer;

/**
 * What has gone wrong since the client was last heard to go forward.
 *
 * @param tries repetitions after silence
 * @param repeated something has been sent twice, so its round trip measures nothing
 * @param gapSuspected an acknowledgement has come twice: the network may have doubled it, the client may have been sent something twice, or a block
 *     is lost
 */
public record Trouble(int tries, boolean repeated, boolean gapSuspected) {

    static final Trouble NONE = new Trouble(0, false, false);

    /** Without a word for the first time: one block was sent to ask, and its answer is waited for. */
    boolean asking() {
        return tries == 1;
    }

    /** It was heard, though it did not go forward. */
    Trouble heard() {
        return new Trouble(0, repeated, gapSuspected);
    }

    Trouble oneMoreTry() {
        return new Trouble(tries + 1, repeated, gapSuspected);
    }

    Trouble trusting() {
        return new Trouble(tries, repeated, false);
    }

    Trouble suspectingAGap() {
        return new Trouble(tries, repeated, true);
    }

    Trouble sentAgain() {
        return new Trouble(tries, true, false);
    }
}
