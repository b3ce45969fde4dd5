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
            new Patience(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(8), 3, 3);
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
        assertThat(transfer.acknowledged(2, 2 * MILLI).output()).isEqualTo(new Output.SendBlocks(3, 2, 2));
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
        assertThat(again.output()).isEqualTo(new Output.SendBlocks(5, 2, 2));
        assertThat(again.transfer().acknowledged(4, 3 * MILLI + 1).output()).isEqualTo(new Output.Silence());
        assertThat(again.transfer().acknowledged(4, 10 * MILLI).output()).isEqualTo(new Output.SendBlocks(5, 2, 2));
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
            assertThat(move.output()).isEqualTo(new Output.SendBlocks(1, 1, 1));
        }
        assertThat(move.transfer().timedOut(now).output()).isEqualTo(new Output.Over(Ending.GIVEN_UP));
    }

    @Test
    void aFastClientIsWaitedForOnlyShortly() {
        Transfer transfer = Transfer.begin(PLAIN, PATIENCE, 5000, 0)
                .transfer()
                .acknowledged(1, MILLI)
                .transfer();
        assertThat(transfer.deadlineNanos() - transfer.clocks().lastSentNanos()).isEqualTo(100 * MILLI);
    }

    @Test
    void theClientsTimeoutHoldsUntilItsRoundTripIsKnown() {
        Terms terms = Terms.agree(TermsTest.options("timeout", "6"), 5000, new Caps(1468, 1));
        Transfer transfer = Transfer.begin(terms, PATIENCE, 5000, 0).transfer();
        assertThat(transfer.deadlineNanos()).isEqualTo(6000 * MILLI);
    }

    @Test
    void aGapSlowsDownToBurstsAndWholeWindowsSpeedUpAgain() {
        Move move = windowed(16, 1_000_000).transfer().acknowledged(0, MILLI);
        assertThat(move.output()).isEqualTo(blocks(1, 16));
        move = move.transfer().acknowledged(5, 2 * MILLI);
        assertThat(move.output()).isEqualTo(new Output.SendBlocks(6, 8, 8));
        move = pauseOver(move);
        assertThat(move.output()).isEqualTo(new Output.SendBlocks(14, 8, 3));
        move = move.transfer().acknowledged(21, 5 * MILLI);
        assertThat(move.output()).isEqualTo(blocks(22, 9));
        move = pauseOver(move);
        assertThat(move.output()).isEqualTo(blocks(31, 7));
        assertThat(move.transfer().acknowledged(37, 9 * MILLI).output()).isEqualTo(blocks(38, 10));
    }

    @Test
    void burstsAreNeverLessThanTwoBlocks() {
        Move move = windowed(16, 1_000_000).transfer().acknowledged(0, MILLI);
        for (int block = 1; block < 6; block++) {
            move = move.transfer().acknowledged(block, (10L + block) * MILLI);
        }
        assertThat(move.output()).isEqualTo(new Output.SendBlocks(6, 2, 2));
    }

    @Test
    void reportsOfTheSameGapMakeItGoBackOnce() {
        Move move = windowed(16, 1_000_000)
                .transfer()
                .acknowledged(0, MILLI)
                .transfer()
                .acknowledged(4, 2 * MILLI);
        for (int echo = 0; echo < 11; echo++) {
            move = move.transfer().acknowledged(4, 2 * MILLI + 1000L * echo);
            assertThat(move.output()).isEqualTo(new Output.Silence());
        }
    }

    @Test
    void aSecondLossAtTheSameGapIsMetWithoutSendingTheRestOfTheWindow() {
        Move move = windowed(16, 1_000_000).transfer().acknowledged(0, MILLI);
        move = move.transfer().acknowledged(4, 2 * MILLI);
        assertThat(move.output()).isEqualTo(new Output.SendBlocks(5, 8, 8));
        move = move.transfer().acknowledged(4, 3 * MILLI);
        assertThat(move.output()).isEqualTo(new Output.Silence());
        assertThat(pauseOver(move).output()).isEqualTo(new Output.SendBlocks(5, 4, 4));
    }

    @Test
    void aClientThatAnswersEachUnwantedBlockIsNotSentMoreOfThem() {
        Move move = windowed(16, 1_000_000).transfer().acknowledged(0, MILLI);
        move = move.transfer().acknowledged(4, 2 * MILLI);
        move = move.transfer().acknowledged(4, 2 * MILLI + 300_000);
        assertThat(move.transfer().repeatsItself())
                .as("it may mean a second loss")
                .isFalse();
        move = move.transfer().acknowledged(4, 2 * MILLI + 301_000);
        assertThat(move.transfer().repeatsItself()).isTrue();
        move = pauseOver(move).transfer().acknowledged(20, 6 * MILLI);
        assertThat(move.output()).isEqualTo(blocks(21, 9));
        for (int echo = 0; echo < 3; echo++) {
            move = move.transfer().acknowledged(20, 7 * MILLI + echo);
            assertThat(move.output()).isEqualTo(new Output.Silence());
        }
        assertThat(move.transfer().acknowledged(20, 15 * MILLI).output())
                .as("said again after more was sent")
                .isEqualTo(new Output.SendBlocks(21, 4, 4));
        move = move.transfer().acknowledged(25, 8 * MILLI);
        assertThat(move.output()).as("26 to 29 are under way").isEqualTo(new Output.Silence());
        move = pauseOver(move);
        assertThat(move.output()).isEqualTo(blocks(30, 1));
    }

    @Test
    void anAckThatTheNetworkDoublesSendsNothingTwice() {
        Transfer transfer = windowed(16, 1_000_000)
                .transfer()
                .acknowledged(0, MILLI)
                .transfer()
                .acknowledged(16, 2 * MILLI)
                .transfer();
        Move doubled = transfer.acknowledged(16, 2 * MILLI + 1000);
        assertThat(doubled.output()).isEqualTo(new Output.Silence());
        assertThat(doubled.transfer().acknowledged(32, 3 * MILLI).output()).isEqualTo(blocks(33, 16));
        assertThat(doubled.transfer().deadlineNanos()).isLessThan(6 * MILLI);
        assertThat(doubled.transfer()
                        .timedOut(doubled.transfer().deadlineNanos())
                        .output())
                .isEqualTo(new Output.SendBlocks(17, 8, 8));
    }

    @Test
    void afterSilenceOneBlockAsksWhatTheClientHas() {
        Move move = windowed(16, 1_000_000)
                .transfer()
                .acknowledged(0, MILLI)
                .transfer()
                .acknowledged(16, 2 * MILLI);
        move = move.transfer().timedOut(move.transfer().deadlineNanos());
        assertThat(move.output()).isEqualTo(new Output.SendBlocks(17, 1, 1));
        assertThat(move.transfer().acknowledged(32, 200 * MILLI).output()).isEqualTo(blocks(33, 9));
        assertThat(move.transfer().acknowledged(20, 200 * MILLI).output()).isEqualTo(new Output.SendBlocks(21, 4, 4));
        move = pauseOver(move);
        assertThat(move.output()).as("still silent").isEqualTo(new Output.SendBlocks(17, 1, 1));
        assertThat(pauseOver(move).output()).isEqualTo(new Output.SendBlocks(18, 4, 4));
    }

    @Test
    void whoNeverAnsweredIsGivenUpEarlierAndSentOnePacketAtATime() {
        Patience wary = new Patience(Duration.ofMillis(100), Duration.ofSeconds(1), Duration.ofSeconds(8), 8, 2);
        Terms terms = Terms.agree(TermsTest.options("windowsize", "64"), 1_000_000, new Caps(1468, 64));
        for (Terms each : List.of(PLAIN, terms)) {
            Move move = Transfer.begin(each, wary, 1_000_000, 0);
            Output first = each.granted().isEmpty() ? blocks(1, 1) : new Output.SendOptionAck();
            assertThat(move.output()).isEqualTo(first);
            for (int round = 0; round < 2; round++) {
                move = move.transfer().timedOut(move.transfer().deadlineNanos());
                assertThat(move.output()).isEqualTo(each.granted().isEmpty() ? new Output.SendBlocks(1, 1, 1) : first);
            }
            assertThat(move.transfer().timedOut(move.transfer().deadlineNanos()).output())
                    .isEqualTo(new Output.Over(Ending.GIVEN_UP));
        }
    }

    @Test
    void aRepeatedRequestBringsTheFirstPacketAgainUntilSomethingWasHeard() {
        Move move = windowed(4, 100_000);
        assertThat(move.transfer().askedAgain(50 * MILLI).output()).isEqualTo(new Output.Silence());
        assertThat(move.transfer().askedAgain(100 * MILLI).output()).isEqualTo(new Output.SendOptionAck());
        Transfer heard = move.transfer().acknowledged(0, 200 * MILLI).transfer();
        assertThat(heard.askedAgain(900 * MILLI).output()).isEqualTo(new Output.Silence());
    }

    private static Move pauseOver(Move move) {
        return move.transfer().timedOut(move.transfer().deadlineNanos());
    }

    private static Move windowed(int window, long bytes) {
        Terms terms =
                Terms.agree(TermsTest.options("windowsize", Integer.toString(window)), bytes, new Caps(1468, window));
        return Transfer.begin(terms, PATIENCE, bytes, 0);
    }

    private static Output blocks(long first, int count) {
        return new Output.SendBlocks(first, count, 0);
    }
}
