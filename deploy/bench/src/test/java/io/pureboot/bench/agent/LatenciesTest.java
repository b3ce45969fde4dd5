package io.pureboot.bench.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class LatenciesTest {
    private static final long MILLISECOND = 1_000_000;

    @Test
    void percentilesAreTheNearestRankOfAllParts() {
        Latencies all = Latencies.of(List.of(of(501, 1000), of(1, 500)));
        assertThat(all.count()).isEqualTo(1000);
        assertThat(all.percentile(50)).isEqualTo(500);
        assertThat(all.percentile(99)).isEqualTo(990);
        assertThat(all.percentile(99.9)).isEqualTo(999);
        assertThat(all.percentile(100)).isEqualTo(1000);
    }

    @Test
    void fewAreNotInterpolated() {
        Latencies three = Latencies.of(List.of(of(7, 9)));
        assertThat(three.percentile(50)).isEqualTo(8);
        assertThat(three.percentile(99.9)).isEqualTo(9);
        assertThat(three.percentile(0.001)).isEqualTo(7);
    }

    @Test
    void noneHasNoPercentile() {
        assertThat(Latencies.of(List.of()).percentile(50)).isNaN();
    }

    private static Latencies of(int first, int last) {
        Latencies latencies = new Latencies();
        LongStream.rangeClosed(first, last).forEach(millis -> latencies.add(millis * MILLISECOND));
        return latencies;
    }
}
