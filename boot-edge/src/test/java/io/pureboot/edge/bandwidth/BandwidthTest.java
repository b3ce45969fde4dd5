package io.pureboot.edge.bandwidth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BandwidthTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void whatIsTakenFasterThanTheRateIsHeldBack() {
        Bandwidth bandwidth = new Bandwidth(new Bandwidth.Limits(1_000_000, 0), 0);
        long now = 0;
        long sent = 0;
        while (now < 10 * SECOND) {
            now += bandwidth.take("a", 10_000, now);
            sent += 10_000;
        }
        assertThat(sent).isCloseTo(10_000_000L, within(200_000L));
    }

    @Test
    void aPauseEarnsAnEighthOfASecondAndNoMore() {
        Bandwidth bandwidth = new Bandwidth(new Bandwidth.Limits(0, 800_000), 0);
        assertThat(bandwidth.take("a", 100_000, 3600 * SECOND)).isZero();
        assertThat(bandwidth.take("a", 800_000, 3600 * SECOND)).isEqualTo(SECOND);
    }

    @Test
    void clientsDoNotTakeFromEachOtherButAllOfThemFromTheTotal() {
        Bandwidth apart = new Bandwidth(new Bandwidth.Limits(0, 1000), 0);
        assertThat(apart.take("a", 1125, 0)).isEqualTo(SECOND);
        assertThat(apart.take("b", 1125, 0)).isEqualTo(SECOND);
        Bandwidth together = new Bandwidth(new Bandwidth.Limits(1000, 100_000), 0);
        assertThat(together.take("a", 1125, 0)).isEqualTo(SECOND);
        assertThat(together.take("b", 1000, 0)).isEqualTo(2 * SECOND);
    }

    /** {@code System.nanoTime()} begins anywhere, below zero too. */
    @Test
    void theClockMayBeNegativeAndRunOver() {
        Bandwidth bandwidth = new Bandwidth(new Bandwidth.Limits(1000, 0), Long.MAX_VALUE - 10);
        assertThat(bandwidth.take("a", 1125, Long.MAX_VALUE - 10)).isEqualTo(SECOND);
        assertThat(bandwidth.take("a", 500, Long.MAX_VALUE - 10 + 2 * SECOND)).isEqualTo(SECOND * 3 / 8);
    }

    @Test
    void clientsThatHaveGoneAreForgotten() {
        Bandwidth bandwidth = new Bandwidth(new Bandwidth.Limits(0, 1000), 0);
        for (int i = 0; i < 100_000; i++) {
            assertThat(bandwidth.take("client " + i, 100, i * SECOND)).isZero();
        }
        assertThat(bandwidth.clients()).isLessThan(5_000);
    }

    @Test
    void noLimitIsNone() {
        Bandwidth bandwidth = new Bandwidth(new Bandwidth.Limits(0, 0), 0);
        assertThat(bandwidth.limited()).isFalse();
        assertThat(bandwidth.take("a", Long.MAX_VALUE, 0)).isZero();
        assertThatThrownBy(() -> new Bandwidth.Limits(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
