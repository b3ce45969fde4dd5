package io.pureboot.engine.wakeup;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.query.Wakeups;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EarlyLoadsTest {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration AHEAD = Duration.ofSeconds(30);
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");
    private static final int LIMIT = 100;

    private final EarlyLoads early = new EarlyLoads(settings(AHEAD));

    @Test
    void whatIsDueInTheSameSecondIsLoadedEvenlyAndOnceBeforeIt() {
        early.found(rows(0, 1000, AHEAD), 0);
        List<String> loaded = new ArrayList<>();
        List<Integer> looks = new ArrayList<>();
        for (int second = 0; second < 25; second++) {
            List<String> now = early.next(Duration.ofSeconds(second).toNanos());
            looks.add(now.size());
            loaded.addAll(now);
        }
        assertThat(loaded).hasSize(1000).doesNotHaveDuplicates();
        assertThat(looks).allSatisfy(each -> assertThat(each).isBetween(0, 50));
    }

    @Test
    void neverMoreThanTheLimitAreLoadedInALook() {
        early.found(rows(0, 1000, Duration.ofSeconds(2)), 0);
        assertThat(early.next(0)).hasSize(LIMIT);
    }

    @Test
    void whatIsDueBeforeItCouldBeLoadedIsLeftToTheLookAtDueRows() {
        Wakeups.Row row = rows(0, 1, Duration.ofSeconds(2)).getFirst();
        early.found(List.of(row), 0);
        long late = Duration.ofSeconds(3).toNanos();
        assertThat(early.next(late)).isEmpty();
        assertThat(early.leaves(row, late)).isFalse();
    }

    @Test
    void oneThatWasLoadedIsLeftToItsTimerForAMomentUnlessItsRowIsAnother() {
        Wakeups.Row row = rows(0, 1, Duration.ofSeconds(2)).getFirst();
        early.found(List.of(row), 0);
        assertThat(early.next(0)).containsExactly("e0");
        long due = Duration.ofSeconds(2).toNanos();
        assertThat(early.leaves(row, due)).isTrue();
        assertThat(early.leftToTheirTimers(due)).isEqualTo(1);
        assertThat(early.leaves(new Wakeups.Row("e0", EPOCH.plusSeconds(1), Duration.ZERO), due))
                .isFalse();
        long later = due + EarlyLoads.LEFT_TO_TIMER.toNanos();
        assertThat(early.leaves(row, later)).isFalse();
        assertThat(early.leftToTheirTimers(later)).isZero();
    }

    @Test
    void whatItKnowsIsBounded() {
        int read = 0;
        while (early.hasRoom() && read < 1_000_000) {
            early.found(rows(read, LIMIT, AHEAD), 0);
            read += LIMIT;
            early.next(0);
        }
        assertThat(read).isBetween(LIMIT, 100 * LIMIT);
        assertThat(new EarlyLoads(settings(Duration.ZERO)).hasRoom()).as("off").isFalse();
    }

    private static SweepSettings settings(Duration ahead) {
        return new SweepSettings(EVERY, LIMIT, 1, ahead, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
    }

    private static List<Wakeups.Row> rows(int first, int count, Duration rest) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> new Wakeups.Row("e" + i, EPOCH.plus(rest), rest))
                .toList();
    }
}
