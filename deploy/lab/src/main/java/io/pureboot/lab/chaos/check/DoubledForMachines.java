package io.pureboot.lab.chaos.check;

import io.pureboot.lab.chaos.evidence.ExecutionStory;
import io.pureboot.lab.chaos.evidence.Ledgers;
import io.pureboot.lab.chaos.ledger.Entry;
import io.pureboot.lab.chaos.ledger.Saying;
import io.pureboot.protocol.Directive;
import io.pureboot.protocol.ReportStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What machines were made to do, or saw to be done, twice (promises P-1, P-3, P-14). Being handed the same attempt again is no fault: an
 * agent that starts anew asks for it.
 */
final class DoubledForMachines {
    private DoubledForMachines() {}

    static List<Finding> find(Map<String, ExecutionStory> stories, Ledgers ledgers) {
        List<Finding> findings = new ArrayList<>();
        ledgers.byEventId().values().forEach(all -> reports(stories, ledgers, all, findings));
        ledgers.byExecution()
                .forEach((execution, entries) ->
                        handedOut(Optional.ofNullable(stories.get(execution)), ledgers, entries, findings));
        keys(ledgers, findings);
        return findings;
    }

    private static void reports(
            Map<String, ExecutionStory> stories, Ledgers ledgers, List<Entry.Said> all, List<Finding> findings) {
        Saying saying = all.getFirst().saying();
        if (!saying.ends()) {
            return;
        }
        long taken = all.stream().filter(said -> Ledgers.taken(List.of(said))).count();
        if (taken > 1) {
            findings.add(finding(ledgers, saying, "one report was taken " + taken + " times as new"));
        }
        boolean inJournal = Optional.ofNullable(stories.get(saying.execution()))
                .filter(story -> story.hasEnd(saying.eventId()))
                .isPresent();
        if (!saying.honest() && (taken > 0 || inJournal)) {
            findings.add(finding(ledgers, saying, "a report that came out of place took effect"));
        }
    }

    private static void handedOut(
            Optional<ExecutionStory> story, Ledgers ledgers, List<Entry> entries, List<Finding> findings) {
        Map<String, Integer> newest = new HashMap<>();
        Map<String, Entry.Said> done = new HashMap<>();
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.Told told -> {
                    if (told.directive() == Directive.RUN || told.directive() == Directive.REBOOT) {
                        int before = newest.getOrDefault(told.step(), 0);
                        newest.put(told.step(), Math.max(before, told.attempt()));
                        if (told.attempt() < before) {
                            findings.add(finding(ledgers, told, "an older attempt was handed out again"));
                        }
                        if (done.containsKey(told.step())) {
                            findings.add(finding(ledgers, told, "a step was handed out after its success"));
                        }
                    }
                }
                case Entry.Said said -> {
                    if (succeeded(story, said)) {
                        done.put(said.saying().step(), said);
                    }
                }
                case Entry.Started started -> {}
                case Entry.Finished finished -> {}
            }
        }
    }

    /** Acknowledged, and by the journal really what ended the attempt: one that the edge had taken may have come too late. */
    private static boolean succeeded(Optional<ExecutionStory> story, Entry.Said said) {
        Saying saying = said.saying();
        if (saying.status() != ReportStatus.SUCCESS || !saying.honest()) {
            return false;
        }
        boolean spooledAndTaken = Ledgers.spooled(List.of(said))
                && story.filter(known -> known.hasEnd(saying.eventId())).isPresent();
        return Ledgers.persisted(List.of(said)) || spooledAndTaken;
    }

    private static void keys(Ledgers ledgers, List<Finding> findings) {
        Map<String, Entry.Started> byKey = new HashMap<>();
        ledgers.byExecution().values().stream()
                .flatMap(List::stream)
                .filter(Entry.Started.class::isInstance)
                .map(Entry.Started.class::cast)
                .forEach(started -> {
                    Entry.Started first = byKey.computeIfAbsent(started.key(), none -> started);
                    if (!first.execution().equals(started.execution())) {
                        findings.add(new Finding(
                                Finding.Kind.DOUBLED,
                                started.execution(),
                                "two executions were answered under one Idempotency-Key " + started.key(),
                                List.of("ledger " + first, "ledger " + started)));
                    }
                });
    }

    private static Finding finding(Ledgers ledgers, Saying saying, String what) {
        return new Finding(
                Finding.Kind.DOUBLED,
                saying.execution(),
                what + ": event " + saying.eventId(),
                ledgers.lines(saying.execution(), saying.step()));
    }

    private static Finding finding(Ledgers ledgers, Entry.Told told, String what) {
        return new Finding(
                Finding.Kind.DOUBLED,
                told.execution(),
                what + ": step " + told.step() + ", attempt " + told.attempt(),
                ledgers.lines(told.execution(), told.step()));
    }
}
