package io.pureboot.lab.chaos;

import io.pureboot.lab.chaos.check.Counts;
import io.pureboot.lab.chaos.check.Finding;
import io.pureboot.lab.chaos.check.Gap;
import io.pureboot.lab.chaos.fault.FaultKind;
import io.pureboot.standalone.client.TextTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A result for people. */
final class ResultTable {
    private static final int FINDINGS_SHOWN = 10;

    private ResultTable() {}

    static List<String> lines(ChaosResult result) {
        List<String> lines = new ArrayList<>(faults(result).lines());
        lines.add("");
        lines.addAll(totals(result).lines());
        lines.add("");
        lines.add(
                "A gap is the longest time in which any machine that was trying got no answer of an engine, from the fault on: where an");
        lines.add("execution has its home is not known from outside, so it is taken over all of them.");
        lines.add("");
        result.verdict().violations().stream()
                .limit(FINDINGS_SHOWN)
                .forEach(finding -> lines.addAll(ProofFiles.lines(finding)));
        for (FaultKind kind : result.gaps().tooLong()) {
            Gap gap = Optional.ofNullable(result.gaps().alone().get(kind)).orElseThrow();
            lines.add("gap after " + kind.wire() + ": " + seconds(gap.length()) + ", over the limit of "
                    + Gaps.limit(kind).map(ResultTable::seconds).orElse("none") + ", execution " + gap.execution());
        }
        lines.add((result.passed() ? "passed" : "FAILED") + "; logs, ledgers, journal and findings: "
                + result.plan().directory());
        return lines;
    }

    private static TextTable faults(ChaosResult result) {
        TextTable table = new TextTable("fault", "alone", "overlapping", "longest gap", "limit");
        table.row("(calm before)", "", "", gap(result.baseline()), "");
        for (FaultKind kind : FaultKind.values()) {
            table.row(
                    kind.wire(),
                    Long.toString(count(result, kind, true)),
                    Long.toString(count(result, kind, false)),
                    gap(Optional.ofNullable(result.gaps().alone().get(kind))),
                    Gaps.limit(kind).map(ResultTable::seconds).orElse(""));
        }
        return table.row("(overlapping)", "", "", gap(result.gaps().overlapping()), "");
    }

    private static TextTable totals(ChaosResult result) {
        Counts counts = result.verdict().counts();
        TextTable table = new TextTable("what", "count")
                .row("faults injected", Long.toString(result.befallen().size()))
                .row("callbacks sent", Long.toString(counts.sent()))
                .row("acknowledged by an engine (200)", Long.toString(counts.persisted()))
                .row("acknowledged by an edge (202)", Long.toString(counts.spooled()))
                .row("refused (4xx)", Long.toString(counts.refused()))
                .row("unanswered", Long.toString(counts.unanswered()))
                .row("executions started", Long.toString(counts.started()))
                .row("completed", Long.toString(counts.completed()))
                .row("failed", Long.toString(counts.failed()))
                .row("attempts timed out", Long.toString(counts.timeouts()))
                .row("latest timer", seconds(counts.latestTimer()));
        for (Finding.Kind kind : Finding.Kind.values()) {
            table.row(kind.wire(), Long.toString(result.verdict().count(kind)));
        }
        return table;
    }

    private static long count(ChaosResult result, FaultKind kind, boolean alone) {
        return result.befallen().stream()
                .filter(befell -> befell.fault().kind() == kind && befell.alone() == alone)
                .count();
    }

    private static String gap(Optional<Gap> gap) {
        return gap.map(found -> seconds(found.length())).orElse("-");
    }

    static String seconds(Duration length) {
        return String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1000.0);
    }
}
