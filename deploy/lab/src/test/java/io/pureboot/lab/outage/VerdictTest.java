package io.pureboot.lab.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the check of an outage finds, and what it must not find. */
class VerdictTest {
    private static final List<String> STEPS = List.of("install/1/success", "configure/1/success");

    @Test
    void nothingIsWrongWhenAllIsThereInOrder() {
        Verdict verdict = verdict(List.of(said(0, 200), said(1, 202), said(2, 202)), stored(0, 1, 2));
        assertThat(verdict.good()).isTrue();
        assertThat(verdict.persisted()).isEqualTo(1);
        assertThat(verdict.spooled()).isEqualTo(2);
    }

    @Test
    void whatWasAcknowledgedAndIsNotThereIsLost() {
        assertThat(verdict(List.of(said(0, 200), said(1, 202)), stored(0)).lost())
                .containsExactly("e-1");
        assertThat(verdict(List.of(said(0, 200)), Map.of()).lost()).containsExactly("e-0");
    }

    @Test
    void whatWasNeverAnsweredIsSaidSo() {
        Verdict verdict = verdict(List.of(said(0, 200), said(1, 0), said(2, 507)), stored(0));
        assertThat(verdict.unanswered()).containsExactly("e-1 (0)", "e-2 (507)");
        assertThat(verdict.lost()).as("it was promised to nobody").isEmpty();
    }

    @Test
    void whatCameBeforeSomethingEarlierIsOutOfOrder() {
        assertThat(verdict(List.of(said(0, 202), said(1, 202), said(2, 202)), stored(0, 2, 1))
                        .disordered())
                .containsExactly("e-1");
    }

    @Test
    void whatCameAtTheSameMomentHasNoOrder() {
        Instant at = Instant.EPOCH;
        Stored together = new Stored(
                "e", "completed", STEPS, List.of(new Stored.Report("e-1", at), new Stored.Report("e-0", at)));
        assertThat(verdict(List.of(said(0, 202), said(1, 202)), Map.of("e", together))
                        .disordered())
                .isEmpty();
    }

    @Test
    void anExecutionThatRanAStepTwiceHasNotGoneAsItShould() {
        Stored twice = new Stored(
                "e", "completed", List.of("install/1/success", "install/2/success", "configure/1/success"), List.of());
        assertThat(verdict(List.of(), Map.of("e", twice)).unfinished()).hasSize(1);
        Stored under = new Stored("e", "running", STEPS, List.of());
        assertThat(verdict(List.of(), Map.of("e", under)).unfinished()).hasSize(1);
        assertThat(verdict(List.of(), Map.of()).unfinished()).hasSize(1);
    }

    private static Verdict verdict(List<Said> said, Map<String, Stored> stored) {
        return Verdict.of(List.of(new Ledger("e", said)), stored);
    }

    private static Said said(int number, int status) {
        return new Said(number, "e-" + number, true, status, 1, Duration.ZERO);
    }

    /** The reports of those numbers, one second after the other. */
    private static Map<String, Stored> stored(int... numbers) {
        List<Stored.Report> reports = new java.util.ArrayList<>();
        for (int number : numbers) {
            reports.add(new Stored.Report("e-" + number, Instant.EPOCH.plusSeconds(reports.size())));
        }
        return Map.of("e", new Stored("e", "completed", STEPS, reports));
    }
}
