package io.pureboot.lab.chaos.check;

import io.pureboot.lab.chaos.evidence.Event;
import io.pureboot.lab.chaos.evidence.Evidence;
import io.pureboot.lab.chaos.evidence.ExecutionStory;
import io.pureboot.lab.chaos.evidence.Ledgers;
import io.pureboot.lab.chaos.evidence.StepAttempt;
import io.pureboot.lab.chaos.evidence.Tables;
import io.pureboot.lab.chaos.ledger.Entry;
import io.pureboot.lab.chaos.ledger.Saying;
import io.pureboot.protocol.ReportStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Acknowledged, and not in the journal (promises P-4, P-31). A report that only the edge had acknowledged may have been refused by the
 * engine afterwards; the journal then shows that its attempt had ended otherwise.
 */
final class LostCallbacks {
    private LostCallbacks() {}

    static List<Finding> find(Evidence evidence, Map<String, ExecutionStory> stories, Ledgers ledgers) {
        List<Finding> findings = new ArrayList<>();
        ledgers.byEventId()
                .values()
                .forEach(all -> judge(evidence, stories, ledgers, all).ifPresent(findings::add));
        ledgers.byExecution().forEach((execution, entries) -> {
            boolean started = entries.stream().anyMatch(Entry.Started.class::isInstance);
            if (started && !stories.containsKey(execution)) {
                findings.add(new Finding(
                        Finding.Kind.LOST,
                        execution,
                        "its start was acknowledged, and the journal does not know it",
                        ledgers.lastLines(execution)));
            }
        });
        return findings;
    }

    /** What became of one report, however often it was sent. */
    private static Optional<Finding> judge(
            Evidence evidence, Map<String, ExecutionStory> stories, Ledgers ledgers, List<Entry.Said> all) {
        Saying saying = all.getFirst().saying();
        Optional<ExecutionStory> story = Optional.ofNullable(stories.get(saying.execution()));
        boolean acknowledged = Ledgers.persisted(all) || Ledgers.spooled(all);
        if (!acknowledged || story.isEmpty()) {
            return Optional.empty();
        }
        Fate fate = saying.ends() ? ofEnd(story.get(), saying, all) : ofProgress(evidence, story.get(), saying, all);
        return switch (fate) {
            case KEPT -> Optional.empty();
            case SUPERSEDED -> Optional.of(finding(Finding.Kind.SUPERSEDED, story.get(), ledgers, saying));
            case LOST -> Optional.of(finding(Finding.Kind.LOST, story.get(), ledgers, saying));
        };
    }

    private static Fate ofEnd(ExecutionStory story, Saying saying, List<Entry.Said> all) {
        if (story.hasEnd(saying.eventId())) {
            return Fate.KEPT;
        }
        List<Event> ends = story.endsOf(new StepAttempt(saying.step(), saying.attempt()));
        if (ends.stream().anyMatch(end -> same(end, saying.status()))) {
            // A repetition of what another report has said of the same attempt (promise P-1).
            return Ledgers.taken(all) ? Fate.LOST : Fate.KEPT;
        }
        return Ledgers.persisted(all) || ends.isEmpty() ? Fate.LOST : Fate.SUPERSEDED;
    }

    /** Progress is kept beside the journal. It comes too late only when something else than the machine has ended its attempt. */
    private static Fate ofProgress(Evidence evidence, ExecutionStory story, Saying saying, List<Entry.Said> all) {
        if (evidence.tables().subTasks().contains(new Tables.SubTaskKey(saying.execution(), saying.eventId()))) {
            return Fate.KEPT;
        }
        boolean endedByOthers = story.endsOf(new StepAttempt(saying.step(), saying.attempt())).stream()
                .anyMatch(end -> end.optional("event_id").isEmpty());
        return !Ledgers.persisted(all) && endedByOthers ? Fate.SUPERSEDED : Fate.LOST;
    }

    private static boolean same(Event end, ReportStatus status) {
        String outcome = end.text("outcome");
        return outcome.equals(status.wire()) || (status == ReportStatus.FAILED && outcome.equals("cancelled"));
    }

    private static Finding finding(Finding.Kind kind, ExecutionStory story, Ledgers ledgers, Saying saying) {
        List<String> proof = new ArrayList<>(ledgers.lines(saying.execution(), saying.step()));
        proof.addAll(story.lines(saying.step()));
        String what = saying.status().wire() + " of attempt " + saying.attempt() + " of step " + saying.step()
                + ", event " + saying.eventId()
                + (kind == Finding.Kind.LOST
                        ? ", was acknowledged and is not in the journal"
                        : ", was taken by the edge; its attempt had ended otherwise");
        return new Finding(kind, saying.execution(), what, proof);
    }

    private enum Fate {
        KEPT,
        SUPERSEDED,
        LOST
    }
}
