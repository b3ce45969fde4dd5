package io.pureboot.lab.outage;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the machines' ledgers and the engine's tables say together.
 *
 * @param persisted answered 200
 * @param spooled answered 202
 * @param repeated sent more than once until they were answered
 * @param longestWait of a machine for an answer
 * @param unanswered never answered, or refused
 * @param lost acknowledged, and the engine does not have it
 * @param disordered taken by the engine before something that the same machine had said earlier
 * @param unfinished executions that have not come to their end, or not by the steps that they have
 */
record Verdict(
        long persisted,
        long spooled,
        long repeated,
        Duration longestWait,
        List<String> unanswered,
        List<String> lost,
        List<String> disordered,
        List<String> unfinished) {
    private static final List<String> STEPS = List.of("install/1/success", "configure/1/success");

    boolean good() {
        return unanswered.isEmpty() && lost.isEmpty() && disordered.isEmpty() && unfinished.isEmpty();
    }

    static Verdict of(List<Ledger> ledgers, Map<String, Stored> stored) {
        List<Said> all =
                ledgers.stream().flatMap(ledger -> ledger.said().stream()).toList();
        return new Verdict(
                all.stream().filter(said -> said.status() == 200).count(),
                all.stream().filter(said -> said.status() == 202).count(),
                all.stream().filter(said -> said.tries() > 1).count(),
                all.stream().map(Said::waited).max(Comparator.naturalOrder()).orElse(Duration.ZERO),
                all.stream()
                        .filter(said -> !said.answered())
                        .map(said -> said.eventId() + " (" + said.status() + ")")
                        .toList(),
                ledgers.stream()
                        .flatMap(ledger -> lost(ledger, stored).stream())
                        .toList(),
                ledgers.stream()
                        .flatMap(ledger -> disordered(ledger, stored).stream())
                        .toList(),
                ledgers.stream()
                        .filter(ledger -> !finished(Optional.ofNullable(stored.get(ledger.execution()))))
                        .map(ledger -> ledger.execution() + " " + stored.get(ledger.execution()))
                        .toList());
    }

    private static List<String> lost(Ledger ledger, Map<String, Stored> stored) {
        Set<String> there = new HashSet<>();
        Optional.ofNullable(stored.get(ledger.execution()))
                .ifPresent(found -> found.reports().forEach(report -> there.add(report.eventId())));
        return ledger.said().stream()
                .filter(said -> said.progress() && said.answered() && !there.contains(said.eventId()))
                .map(Said::eventId)
                .toList();
    }

    /** Those that came together have no order; what came later than another must not have been said earlier. */
    private static List<String> disordered(Ledger ledger, Map<String, Stored> stored) {
        Map<String, Integer> numbers = new HashMap<>();
        ledger.said().forEach(said -> numbers.put(said.eventId(), said.number()));
        List<Stored.Report> reports =
                Optional.ofNullable(stored.get(ledger.execution())).map(Stored::reports).orElse(List.of()).stream()
                        .filter(report -> numbers.containsKey(report.eventId()))
                        .sorted(Comparator.comparing(Stored.Report::at)
                                .thenComparing(report -> numbers.getOrDefault(report.eventId(), 0)))
                        .toList();
        Set<String> wrong = new HashSet<>();
        int highest = -1;
        Instant at = Instant.MIN;
        for (Stored.Report report : reports) {
            int number = numbers.getOrDefault(report.eventId(), 0);
            if (number < highest && report.at().isAfter(at)) {
                wrong.add(report.eventId());
            }
            highest = Math.max(highest, number);
            at = report.at();
        }
        return List.copyOf(wrong);
    }

    private static boolean finished(Optional<Stored> stored) {
        return stored.filter(found ->
                        found.status().equals("completed") && found.steps().equals(STEPS))
                .isPresent();
    }
}
