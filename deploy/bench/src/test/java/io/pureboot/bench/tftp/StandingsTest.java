package io.pureboot.bench.tftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.bench.tftp.Race.Lap;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandingsTest {

    private static final Workload ROW = new Workload(8, 16);

    @Test
    void theRatioIsToTheBestOtherOfTheSameRound() {
        Standings standings = new Standings(
                List.of("ours", "slow", "fast"),
                List.of(ROW),
                List.of(
                        lap("ours", 100, List.of()),
                        lap("slow", 20, List.of()),
                        lap("fast", 50, List.of()),
                        lap("ours", 90, List.of()),
                        lap("slow", 30, List.of()),
                        lap("fast", 30, List.of())),
                List.of());
        assertThat(standings.lines()).anyMatch(line -> line.contains("8 × 16") && line.endsWith("2.00 3.00"));
        assertThat(standings.lines()).anyMatch(line -> line.contains("95.0 (0.50)"));
        assertThat(standings.json().path("ours_to_best_other").path("8x16").asDouble())
                .isEqualTo(2.5);
    }

    @Test
    void whoFailsIsNotTheBestAndIsNamed() {
        Standings standings = new Standings(
                List.of("ours", "other"),
                List.of(ROW),
                List.of(lap("ours", 100, List.of()), lap("other", 500, List.of("block 7 is wrong"))),
                List.of("third does not serve"));
        assertThat(standings.failures()).isEqualTo(1);
        assertThat(standings.lines())
                .contains("not here: third does not serve", "  other 8 × 16: block 7 is wrong")
                .anyMatch(line -> line.contains("1 failed") && line.contains("–"));
    }

    @Test
    void rowsAreReadAsTheyAreCalled() {
        assertThat(Workload.read("32x16")).contains(new Workload(32, 16));
        assertThat(Workload.read("0x16")).isEmpty();
        assertThat(Workload.read("32 x 16")).isEmpty();
    }

    private static Lap lap(String server, int megabytesPerSecond, List<String> failures) {
        long bytes = 100_000_000;
        return new Lap(server, ROW, bytes, bytes * 1000 / megabytesPerSecond, Duration.ofMillis(50), failures);
    }
}
