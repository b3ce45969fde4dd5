package io.pureboot.lab.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.lab.chaos.fault.Befell;
import io.pureboot.lab.chaos.fault.Fault;
import io.pureboot.lab.chaos.fault.FaultKind;
import io.pureboot.lab.chaos.ledger.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapTest {
    private static final Instant FAULT = Instant.parse("2026-01-26T10:00:00Z");
    private static final Befell BEFELL = new Befell(
            new Fault(1, FaultKind.ENGINE_KILLED, 0, Duration.ofSeconds(2)), FAULT, FAULT.plusSeconds(30), true);

    @Test
    void itIsTheLongestWaitCountedFromTheFaultOn() {
        List<Wait> waits =
                List.of(wait("before", -20, -1), wait("into", -10, 9), wait("in", 1, 8), wait("after", 31, 60));
        assertThat(Gap.after(BEFELL, waits)).contains(new Gap(Duration.ofSeconds(9), "into"));
    }

    @Test
    void aWaitThatGoesOnAfterTheNextFaultCountsUpToIt() {
        List<Wait> waits = List.of(wait("long", 5, 70), wait("at the end", 29, 90));
        assertThat(Gap.after(BEFELL, waits)).contains(new Gap(Duration.ofSeconds(25), "long"));
    }

    @Test
    void withoutWaitsThereIsNone() {
        assertThat(Gap.after(BEFELL, List.of())).isEmpty();
    }

    private static Wait wait(String execution, int from, int to) {
        return new Wait(execution, FAULT.plusSeconds(from), FAULT.plusSeconds(to));
    }
}
