package io.pureboot.engine.workflow.walk;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.workflow.walk.Walk.Finding;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The checker can fail: a walk over a machine with a bug finds it, under the invariant that the bug breaks, and tells it shortly. */
class WalkFindsBugsTest {
    private static final int WALKS = 400;
    private static final int MOVES = 120;
    private static final int SHORT = 15;

    static Stream<Mutant> mutants() {
        return Mutant.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void aBugIsFoundUnderTheInvariantThatItBreaks(Mutant mutant) {
        List<Subject> subjects = Subject.all();
        Optional<Finding> finding = IntStream.range(0, WALKS)
                .mapToObj(i -> new Walk(subjects.get(i % subjects.size()), i, MOVES))
                .map(walk -> walk.finding(mutant.machine()))
                .flatMap(Optional::stream)
                .findFirst();
        assertThat(finding).as("%s walks over '%s'", WALKS, mutant.bug()).isPresent();
        Finding found = finding.get();
        assertThat(found.invariants()).as(found.toString()).contains(mutant.breaks());
        assertThat(found.toString())
                .as("what people read names seed, workflow and what broke")
                .contains("seed " + found.walk().seed())
                .contains("'" + found.walk().subject().name() + "'")
                .contains(mutant.breaks().name());
        if (mutant.breaks() != Invariant.MEMORY_IS_BOUNDED) {
            assertThat(found.diary())
                    .as("what does not matter is dropped: %s", found)
                    .hasSizeLessThanOrEqualTo(SHORT);
        }
    }

    @Test
    void everyInvariantHasItsBug() {
        assertThat(mutants().map(Mutant::breaks)).containsExactlyInAnyOrder(Invariant.values());
    }
}
