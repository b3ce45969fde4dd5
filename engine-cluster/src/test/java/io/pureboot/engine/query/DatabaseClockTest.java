package io.pureboot.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {
    private static final Instant THERE = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant HERE = THERE.plus(Duration.ofHours(1));

    private final AtomicLong nanos = new AtomicLong(-17);
    private final DatabaseClock clock = new DatabaseClock(() -> HERE, nanos::get);

    @Test
    void beforeTheFirstReadingItsOwnHolds() {
        assertThat(clock.known()).isFalse();
        assertThat(clock.instant()).isEqualTo(HERE);
    }

    @Test
    void aReadingIsTakenForTheMiddleOfTheAskingAndCountedOn() {
        read(THERE, 10);
        assertThat(clock.instant()).isEqualTo(THERE.plusMillis(5));
        pass(1000);
        assertThat(clock.instant()).isEqualTo(THERE.plusMillis(1005));
        assertThat(clock.difference()).isEqualTo(Duration.ofHours(1).minusMillis(1005));
    }

    @Test
    void anAnswerThatTookLongMovesNothingWhenItFits() {
        read(THERE, 2);
        pass(1000);
        // At the very beginning of the asking, or at its very end.
        read(THERE.plusMillis(1001), 5000);
        assertThat(clock.instant()).isEqualTo(THERE.plusMillis(6001));
        read(THERE.plusMillis(7001), 1000);
        assertThat(clock.instant()).isEqualTo(THERE.plusMillis(7001));
    }

    @Test
    void aReadingThatDoesNotFitIsBelievedForwardAndBackward() {
        read(THERE, 2);
        read(THERE.plusSeconds(60), 2);
        assertThat(clock.instant()).isEqualTo(THERE.plusSeconds(60).plusMillis(1));
        read(THERE, 2);
        assertThat(clock.instant()).isEqualTo(THERE.plusMillis(1));
    }

    private void read(Instant at, long millis) {
        long asked = clock.nanos();
        pass(millis);
        clock.read(at, asked);
    }

    private void pass(long millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }
}
