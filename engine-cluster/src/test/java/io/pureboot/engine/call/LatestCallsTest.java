package io.pureboot.engine.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LatestCallsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration KEPT = Duration.ofSeconds(12);
    private static final Optional<CallId> CALL = Optional.of(new CallId("one"));

    private final LatestCalls<String> calls = new LatestCalls<>(KEPT);
    private final List<String> first = new ArrayList<>();
    private final List<String> second = new ArrayList<>();

    @Test
    void aRepetitionGetsTheAnswerOfTheFirst() {
        calls.take(CALL, first::add, NOW).orElseThrow().answer("taken");
        assertThat(calls.take(CALL, second::add, NOW.plus(KEPT))).isEmpty();
        assertThat(first).containsExactly("taken");
        assertThat(second).containsExactly("taken");
    }

    @Test
    void aRepetitionOfWhatIsUnderWayWaitsBesideIt() {
        Call<String> call = calls.take(CALL, first::add, NOW).orElseThrow();
        assertThat(calls.take(CALL, second::add, NOW)).isEmpty();
        assertThat(second).isEmpty();
        call.answer("taken");
        assertThat(first).containsExactly("taken");
        assertThat(second).containsExactly("taken");
    }

    @Test
    void anotherCallIsDecidedByItself() {
        calls.take(CALL, first::add, NOW).orElseThrow().answer("taken");
        calls.take(Optional.of(new CallId("other")), second::add, NOW)
                .orElseThrow()
                .answer("duplicate");
        assertThat(first).containsExactly("taken");
        assertThat(second).containsExactly("duplicate");
    }

    @Test
    void whatCouldNotBeDecidedIsDecidedAnew() {
        calls.take(CALL, first::add, NOW).orElseThrow().away("the database does not answer");
        calls.take(CALL, second::add, NOW).orElseThrow().answer("taken");
        assertThat(first).containsExactly("the database does not answer");
        assertThat(second).containsExactly("taken");
    }

    @Test
    void callsWithoutIdAreNeverTakenForEachOther() {
        calls.take(Optional.empty(), first::add, NOW).orElseThrow().answer("taken");
        calls.take(Optional.empty(), second::add, NOW).orElseThrow().answer("duplicate");
        assertThat(first).containsExactly("taken");
        assertThat(second).containsExactly("duplicate");
    }

    @Test
    void forgetsWhatNobodyRepeatsAnyMore() {
        calls.take(CALL, first::add, NOW).orElseThrow().answer("taken");
        assertThat(calls.take(CALL, second::add, NOW.plus(KEPT).plusMillis(1))).isPresent();
    }

    @Test
    void keepsNoMoreThanItsLatest() {
        Call<String> oldest = calls.take(CALL, first::add, NOW).orElseThrow();
        for (int i = 0; i < LatestCalls.KEPT; i++) {
            calls.take(Optional.of(new CallId("later-" + i)), second::add, NOW)
                    .orElseThrow()
                    .answer("taken");
        }
        oldest.answer("late");
        assertThat(first).as("who is forgotten is answered all the same").containsExactly("late");
        assertThat(calls.take(CALL, second::add, NOW)).isPresent();
        assertThat(calls.take(Optional.of(new CallId("later-0")), second::add, NOW))
                .isPresent();
        assertThat(calls.take(Optional.of(new CallId("later-2")), second::add, NOW))
                .isEmpty();
    }
}
