package io.pureboot.lab.chaos;

import io.pureboot.lab.chaos.check.Gap;
import io.pureboot.lab.chaos.fault.Befell;
import io.pureboot.lab.chaos.fault.FaultKind;
import io.pureboot.lab.chaos.ledger.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The longest gap after each kind of fault.
 *
 * @param alone after faults that came alone; a kind that never did is missing
 * @param overlapping from the first that overlapped with others to the end
 */
record Gaps(Map<FaultKind, Gap> alone, Optional<Gap> overlapping) {
    private static final Gap NONE = new Gap(Duration.ZERO, "");

    static Gaps of(List<Befell> befallen, List<Wait> waits) {
        Map<FaultKind, Gap> alone = new EnumMap<>(FaultKind.class);
        befallen.stream().filter(Befell::alone).forEach(befell -> {
            Gap gap = Gap.after(befell, waits).orElse(NONE);
            alone.merge(befell.fault().kind(), gap, Gaps::longer);
        });
        Optional<Gap> overlapping = befallen.stream()
                .filter(befell -> !befell.alone())
                .findFirst()
                .flatMap(first -> Gap.between(first.from(), Instant.MAX, waits));
        return new Gaps(alone, overlapping);
    }

    private static Gap longer(Gap one, Gap other) {
        return one.length().compareTo(other.length()) > 0 ? one : other;
    }

    /** The most that a promise allows after this kind of fault (P-25); empty where none does. */
    static Optional<Duration> limit(FaultKind kind) {
        return switch (kind) {
            case ENGINE_KILLED -> Optional.of(Duration.ofSeconds(20));
            case ENGINE_LEAVES -> Optional.of(Duration.ofSeconds(3));
            case ENGINE_PAUSED,
                    ENGINE_FROZEN,
                    DATABASE_KILLED,
                    EDGE_REFUSED,
                    EDGE_HANGS,
                    EDGE_CUT,
                    EDGE_KILLED,
                    DUPLICATES,
                    REORDERED -> Optional.empty();
        };
    }

    /** The kinds whose gap is over its limit. */
    List<FaultKind> tooLong() {
        return alone.entrySet().stream()
                .filter(entry -> limit(entry.getKey())
                        .filter(limit -> entry.getValue().length().compareTo(limit) > 0)
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }
}
