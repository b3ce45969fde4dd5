package io.pureboot.lab.chaos;

import io.pureboot.lab.chaos.check.Gap;
import io.pureboot.lab.chaos.check.Verdict;
import io.pureboot.lab.chaos.fault.Befell;
import java.util.List;
import java.util.Optional;

/**
 * What a run has shown.
 *
 * @param baseline the longest gap in the calm before the first fault
 */
record ChaosResult(ChaosPlan plan, List<Befell> befallen, Optional<Gap> baseline, Gaps gaps, Verdict verdict) {
    ChaosResult {
        befallen = List.copyOf(befallen);
    }

    /** Whether nothing was lost, doubled, stuck or wrong, and no gap was over its limit. */
    boolean passed() {
        return verdict.violations().isEmpty() && gaps.tooLong().isEmpty();
    }
}
