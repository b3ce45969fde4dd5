package io.pureboot.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** How many previews are under way, how many wait, and what becomes of the rest. */
class PreviewGateTest {
    /** A second's previews where time is not what the test is about. */
    private static final int MANY = 1_000_000_000;

    @Test
    void noMoreBeginInASecondThanMay() throws Exception {
        PreviewGate gate = new PreviewGate(1, 4, 100, 40);
        long begun = System.nanoTime();
        List<CompletionStage<Long>> all = IntStream.range(0, 24)
                .mapToObj(i -> gate.admit(() -> CompletableFuture.completedStage(System.nanoTime() - begun))
                        .orElseThrow())
                .toList();
        List<Long> times = new ArrayList<>();
        for (CompletionStage<Long> each : all) {
            times.add(each.toCompletableFuture().get(20, TimeUnit.SECONDS));
        }
        // Four at once, then one every 25 ms: never sooner, however slow the machine.
        for (int i = 4; i < times.size(); i++) {
            assertThat(times.get(i)).as("number %d", i).isGreaterThanOrEqualTo((i - 3) * 24_900_000L);
        }
    }

    @Test
    void soManyRunSoManyWaitAndTheRestAreTurnedAway() {
        PreviewGate gate = new PreviewGate(1, 2, 3, MANY);
        List<CompletableFuture<String>> works = new ArrayList<>();
        List<Optional<CompletionStage<String>>> let = IntStream.range(0, 7)
                .mapToObj(i -> gate.<String>admit(() -> {
                    CompletableFuture<String> work = new CompletableFuture<>();
                    works.add(work);
                    return work;
                }))
                .toList();
        assertThat(let).extracting(Optional::isPresent).containsExactly(true, true, true, true, true, false, false);
        assertThat(works).hasSize(2);

        works.getFirst().complete("first");
        assertThat(let.getFirst().orElseThrow().toCompletableFuture()).isCompletedWithValue("first");
        Awaitility.await("the next one's turn").until(() -> works.size() == 3);
        // A failure gives its place on too.
        works.get(1).completeExceptionally(new IllegalStateException("broken"));
        Awaitility.await("the next one's turn").until(() -> works.size() == 4);
        assertThat(let.get(1).orElseThrow().toCompletableFuture()).isCompletedExceptionally();
        assertThat(gate.admit(() -> CompletableFuture.completedStage("late"))).isPresent();
    }

    @Test
    void whatEndsAtOnceNeverPilesUp() throws Exception {
        PreviewGate gate = new PreviewGate(1, 1, 100_000, MANY);
        CompletableFuture<String> first = new CompletableFuture<>();
        gate.admit(() -> first);
        AtomicInteger done = new AtomicInteger();
        CompletionStage<Integer> last = CompletableFuture.completedStage(0);
        for (int i = 0; i < 50_000; i++) {
            last = gate.admit(() -> CompletableFuture.completedStage(done.incrementAndGet()))
                    .orElseThrow();
        }
        first.complete("go");
        assertThat(last.toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo(50_000);
    }

    @Test
    void workThatCannotBeginGivesItsPlaceOn() {
        PreviewGate gate = new PreviewGate(1, 1, 0, MANY);
        CompletionStage<String> broken = gate.<String>admit(() -> {
                    throw new IllegalStateException("bug");
                })
                .orElseThrow();
        assertThat(broken.toCompletableFuture()).isCompletedExceptionally();
        assertThat(gate.admit(() -> CompletableFuture.completedStage("next"))).isPresent();
    }
}
