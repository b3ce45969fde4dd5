package io.pureboot.lab.chaos.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final int KINDS = FaultKind.values().length;

    @Test
    void aSeedPlansTheSameAgain() {
        assertThat(plan(7, 40)).isEqualTo(plan(7, 40));
        assertThat(plan(7, 40)).isNotEqualTo(plan(8, 40));
    }

    @Test
    void everyKindComesBeforeOneComesAgain() {
        for (long seed = 1; seed <= 50; seed++) {
            assertThat(plan(seed, KINDS)).extracting(Fault::kind).containsExactlyInAnyOrder(FaultKind.values());
        }
    }

    @Test
    void theTwoWithALimitComeFirst() {
        for (long seed = 1; seed <= 50; seed++) {
            assertThat(plan(seed, 2))
                    .extracting(Fault::kind)
                    .containsExactlyInAnyOrder(FaultKind.ENGINE_KILLED, FaultKind.ENGINE_LEAVES);
        }
    }

    @Test
    void targetsAndLengthsAreWithinTheirBounds() {
        assertThat(plan(3, 500)).allSatisfy(fault -> {
            int targets = switch (fault.kind().target()) {
                case ENGINE -> 3;
                case EDGE -> 2;
                case DATABASE, MACHINES -> 1;
            };
            assertThat(fault.target()).isBetween(0, targets - 1);
            assertThat(fault.length())
                    .isBetween(fault.kind().shortest(), fault.kind().longest());
        });
    }

    private static List<Fault> plan(long seed, int faults) {
        Schedule schedule = new Schedule(seed, 3, 2);
        return Stream.generate(schedule::fault).limit(faults).toList();
    }
}
