package io.pureboot.lab.outage;

import io.pureboot.standalone.client.TextTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A result for people: one table, and what was wrong below it. */
final class OutageTable {
    private static final int SHOWN = 10;

    private OutageTable() {}

    static List<String> lines(OutageResult result) {
        Verdict verdict = result.verdict();
        List<String> lines = new ArrayList<>(new TextTable("what", "found", "wanted")
                .row("machines", Integer.toString(result.plan().machines()), "")
                .row("engine away", seconds(result.engineAway()), "")
                .row("edge away in the middle (kill -9)", seconds(result.edgeAway()), "")
                .row("reports answered by the engine (200)", count(verdict.persisted()), "some")
                .row("reports answered by the edge (202)", count(verdict.spooled()), "some")
                .row("reports sent more than once", count(verdict.repeated()), "")
                .row("longest wait for an answer", seconds(verdict.longestWait()), "")
                .row("reports unanswered or refused", count(verdict.unanswered().size()), "0")
                .row("most reports on the edge's disk", count(result.deepest()), "")
                .row(
                        "disk empty after the engine's return",
                        seconds(result.emptyAfter()),
                        "at most " + seconds(OutageResult.EMPTY_WITHIN))
                .row("acknowledged reports lost", count(verdict.lost().size()), "0")
                .row("reports out of order", count(verdict.disordered().size()), "0")
                .row("reports that the engine refused later", count(result.rejected()), "0")
                .row(
                        "executions not completed as they should",
                        count(verdict.unfinished().size()),
                        "0")
                .lines());
        lines.add("");
        show(lines, "unanswered", verdict.unanswered());
        show(lines, "lost", verdict.lost());
        show(lines, "out of order", verdict.disordered());
        show(lines, "not completed", verdict.unfinished());
        lines.add((result.passed() ? "passed" : "FAILED") + "; logs: "
                + result.plan().directory());
        return lines;
    }

    private static void show(List<String> lines, String what, List<String> all) {
        all.stream().limit(SHOWN).forEach(each -> lines.add(what + ": " + each));
    }

    private static String count(long number) {
        return Long.toString(number);
    }

    private static String seconds(Duration length) {
        return String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1000.0);
    }
}
