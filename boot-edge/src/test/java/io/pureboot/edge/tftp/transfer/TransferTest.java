package io.pureboot.edge.tftp.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.edge.tftp.transfer.Move.Ending;
import io.pureboot.edge.tftp.transfer.Move.Output;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransferTest {

    private static final long MILLI = 1_000_000;
    private static final Patience PATIENCE =
            new Patience(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(8), 3);
    private static final Terms PLAIN = Terms.agree(List.of(), 0, new Caps(1468, 64));

    @Test
    void plainTransferSendsBlockAfterBlockAndEndsWithAShortOne() {
        Move move = Transfer.begin(PLAIN, PATIENCE, 1000, 0);
        assertThat(move.output()).isEqualTo(blocks(1, 1));
        move = move.transfer().acknowledged(1, MILLI);
        assertThat(move.output()).isEqualTo(blocks(2, 1));
        assertThat(move.transfer().length(2)).isEqualTo(488);
        move = move.transfer().acknowledged(2, 2 * MILLI);
        assertThat(move.output()).isEqualTo(new Output.Over(Ending.COMPLETED));
    }

    @Test
    void anExactMultipleEndsWithAnEmptyBlock() {
        Transfer transfer = Transfer.begin(PLAIN, PATIENCE, 1024, 0).transfer();
        assertThat(transfer.lastBlock()).isEqualTo(3);
        assertThat(transfer.length(2)).isEqualTo(512);
        assertThat(transfer.length(3)).isZero();
        assertThat(Transfer.begin(PLAIN, PATIENCE, 0, 0).transfer().lastBlock()).isEqualTo(1);
    }

    @Test
    void blockNumberWrapsFrom65535ToZero() {
        assertThat(Transfer.wireBlock(65535)).isEqualTo(65535);
        assertThat(Transfer.wireBlock(65536)).isZero();
        assertThat(Transfer.wireBlock(65537)).isEqualTo(1);
        Move move = Transfer.begin(PLAIN, PATIENCE, 512L * 70_000, 0);
        for (int block = 1; block <= 70_000; block++) {
            move = move.transfer().acknowledged(block & 0xFFFF, block);
            assertThat(move.output()).isEqualTo(blocks(block + 1, 1));
        }
    }

    @Test
    void theOptionAckWaitsForAckZero() {
        Move move = windowed(4, 100_000);
        assertThat(move.output()).isEqualTo(new Output.SendOptionAck());
        assertThat(move.transfer().acknowledged(1, 1).output()).isEqualTo(new Output.Silence());
        assertThat(move.transfer().timedOut(1).output()).isEqualTo(new Output.SendOptionAck());
        assertThat(move.transfer().acknowledged(0, 1).output()).isEqualTo(blocks(1, 4));
    }

    @Test
    void inLockStepADuplicateAckIsNotAnswered() {
        Transfer transfer = Transfer.begin(PLAIN, PATIENCE, 5000, 0)
                .transfer()
                .acknowledged(1, MILLI)
                .transfer();
        assertThat(transfer.acknowledged(1, 2 * MILLI).output()).isEqualTo(new Output.Silence());
        assertThat(transfer.acknowledged(0, 2 * MILLI).output()).isEqualTo(new Output.Silence());
        assertThat(transfer.acknowledged(7, 2 * MILLI).output()).isEqualTo(new Output.Silence());
    }

    @Test
    void anAckWithinTheWindowGoesOnBehindIt() {
        Transfer transfer =
                windowed(4, 100_000).transfer().acknowledged(0, MILLI).transfer();
        assertThat(transfer.acknowledged(2, 2 * MILLI).output()).isEqualTo(blocks(3, 4));
        assertThat(transfer.acknowledged(4, 2 * MILLI).output()).isEqualTo(blocks(5, 4));
    }

    @Test
    void aLossReportIsObeyedOnceARoundTrip() {
        Transfer transfer = windowed(4, 100_000)
                .transfer()
                .acknowledged(0, MILLI)
                .transfer()
                .acknowledged(4, 2 * MILLI)
                .transfer();
        Move again = transfer.acknowledged(4, 3 * MILLI);
        assertThat(again.output()).isEqualTo(new Output.SendBlocks(5, 4, true));
        assertThat(again.transfer().acknowledged(4, 3 * MILLI + 1).output()).isEqualTo(new Output.Silence());
        assertThat(again.transfer().acknowledged(4, 10 * MILLI).output()).isEqualTo(new Output.SendBlocks(5, 4, true));
    }

    @Test
    void theLastWindowIsAsShortAsTheFile() {
        Transfer transfer =
                windowed(4, 512 * 5).transfer().acknowledged(0, MILLI).transfer();
        Move last = transfer.acknowledged(4, 2 * MILLI);
        assertThat(last.output()).isEqualTo(blocks(5, 2));
        assertThat(last.transfer().onlyLastAckMissing()).isTrue();
        assertThat(last.transfer().acknowledged(6, 3 * MILLI).output()).isEqualTo(new Output.Over(Ending.COMPLETED));
    }

    @Test
    void silenceIsWaitedForTwiceAsLongEachTimeThenGivenUp() {
        Move move = Transfer.begin(PLAIN, PATIENCE, 5000, 0);
        long now = 0;
        for (int round = 0; round < 3; round++) {
            long wait = move.transfer().deadlineNanos() - now;
            assertThat(wait).isEqualTo((1000 << round) * MILLI);
            now += wait;
            move = move.transfer().timedOut(now);
            assertThat(move.output()).isEqualTo(new Output.SendBlocks(1, 1, true));
        }
        assertThat(move.transfer().timedOut(now).output()).isEqualTo(new Output.Over(Ending.GIVEN_UP));
    }

    @Test
    void aFastClientIsWaitedForOnlyShortly() {
        Transfer transfer = Transfer.begin(PLAIN, PATIENCE, 5000, 0)
                .transfer()
                .acknowledged(1, MILLI)
                .transfer();
        assertThat(transfer.deadlineNanos() - transfer.lastSentNanos()).isEqualTo(100 * MILLI);
    }

    @Test
    void theClientsTimeoutHoldsUntilItsRoundTripIsKnown() {
        Terms terms = Terms.agree(TermsTest.options("timeout", "6"), 5000, new Caps(1468, 1));
        Transfer transfer = Transfer.begin(terms, PATIENCE, 5000, 0).transfer();
        assertThat(transfer.deadlineNanos()).isEqualTo(6000 * MILLI);
    }

    private static Move windowed(int window, long bytes) {
        Terms terms =
                Terms.agree(TermsTest.options("windowsize", Integer.toString(window)), bytes, new Caps(1468, window));
        return Transfer.begin(terms, PATIENCE, bytes, 0);
    }

    private static Output blocks(long first, int count) {
        return new Output.SendBlocks(first, count, false);
    }
}
