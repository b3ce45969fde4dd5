package io.pureboot.lab.chaos.evidence;

import io.pureboot.lab.chaos.ledger.Entry;
import io.pureboot.lab.chaos.ledger.Heard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All ledgers, sorted by what is asked of them. */
public record Ledgers(Map<String, List<Entry>> byExecution, Map<String, List<Entry.Said>> byEventId) {

    public static Ledgers of(Evidence evidence) {
        Map<String, List<Entry>> byExecution = new LinkedHashMap<>();
        Map<String, List<Entry.Said>> byEventId = new LinkedHashMap<>();
        for (List<Entry> ledger : evidence.ledgers().values()) {
            for (Entry entry : ledger) {
                byExecution
                        .computeIfAbsent(entry.execution(), id -> new ArrayList<>())
                        .add(entry);
                if (entry instanceof Entry.Said said) {
                    byEventId
                            .computeIfAbsent(said.saying().eventId(), id -> new ArrayList<>())
                            .add(said);
                }
            }
        }
        return new Ledgers(byExecution, byEventId);
    }

    /** Whether one of these was answered 200 as something new. */
    public static boolean taken(List<Entry.Said> all) {
        return all.stream().anyMatch(said -> said.heard().equals(new Heard.Persisted(false)));
    }

    /** Whether one of these was answered 200. */
    public static boolean persisted(List<Entry.Said> all) {
        return all.stream().anyMatch(said -> said.heard() instanceof Heard.Persisted);
    }

    public static boolean spooled(List<Entry.Said> all) {
        return all.stream().anyMatch(said -> said.heard() instanceof Heard.Spooled);
    }

    /** The lines of an execution that speak of a step. */
    public List<String> lines(String execution, String step) {
        return byExecution.getOrDefault(execution, List.of()).stream()
                .filter(entry -> switch (entry) {
                    case Entry.Told told -> told.step().equals(step);
                    case Entry.Said said -> said.saying().step().equals(step);
                    case Entry.Started started -> true;
                    case Entry.Finished finished -> true;
                })
                .map(entry -> "ledger " + entry)
                .toList();
    }

    /** The last lines of an execution. */
    public List<String> lastLines(String execution) {
        int most = 8;
        List<Entry> all = byExecution.getOrDefault(execution, List.of());
        return all.subList(Math.max(0, all.size() - most), all.size()).stream()
                .map(entry -> "ledger " + entry)
                .toList();
    }
}
