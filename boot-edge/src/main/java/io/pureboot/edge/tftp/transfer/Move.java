package io.pureboot.edge.tftp.transfer;

/** What the shell does after an event: the transfer as it stands now, and what to send. */
public record Move(Transfer transfer, Output output) {

    /** What to send. */
    public sealed interface Output {

        /** Nothing: wait on. */
        record Silence() implements Output {}

        /** The OACK with the granted options. */
        record SendOptionAck() implements Output {}

        /**
         * Blocks of the file.
         *
         * @param first the first block's number in the file, from 1, not yet wrapped
         * @param count how many, at least 1
         * @param again how many of them had been sent before: the first ones
         */
        record SendBlocks(long first, int count, int again) implements Output {}

        /** Nothing more, ever: the transfer is over. */
        record Over(Ending ending) implements Output {}
    }

    /** How a transfer ends. */
    public enum Ending {
        /** The client has acknowledged the last block. */
        COMPLETED,
        /** The client ended it by an ERROR: often on purpose, such as after it has learnt the file's size. */
        ENDED_BY_CLIENT,
        /** The client has fallen silent, or has never said anything after its request. */
        GIVEN_UP
    }

    private static final Output SILENCE = new Output.Silence();

    static Move silent(Transfer transfer) {
        return new Move(transfer, SILENCE);
    }
}
