package io.pureboot.lab.chaos.check;

import io.pureboot.lab.chaos.evidence.Event;
import io.pureboot.lab.chaos.evidence.Evidence;
import io.pureboot.lab.chaos.evidence.ExecutionStory;
import io.pureboot.lab.chaos.ledger.Entry;
import io.pureboot.lab.chaos.ledger.Heard;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How much there was of everything.
 *
 * @param sent reports sent, repetitions included
 * @param persisted of them answered 200
 * @param spooled of them answered 202
 * @param refused of them answered 4xx
 * @param unanswered of them answered 5xx, 429 or not at all
 * @param started executions that the journal knows
 * @param timeouts attempts that a deadline has ended
 * @param latestTimer the longest time by which a deadline was overdue when it took effect
 */
public record Counts(
        long sent,
        long persisted,
        long spooled,
        long refused,
        long unanswered,
        long started,
        long completed,
        long failed,
        long timeouts,
        Duration latestTimer) {

    static Counts of(Evidence evidence, Map<String, ExecutionStory> stories) {
        List<Heard> heard = evidence.ledgers().values().stream()
                .flatMap(List::stream)
                .filter(Entry.Said.class::isInstance)
                .map(entry -> ((Entry.Said) entry).heard())
                .toList();
        return new Counts(
                heard.size(),
                count(heard, Heard.Persisted.class),
                count(heard, Heard.Spooled.class),
                count(heard, Heard.Refused.class),
                count(heard, Heard.Nothing.class),
                stories.size(),
                ended(stories, "completed"),
                ended(stories, "failed"),
                stories.values().stream()
                        .flatMap(story -> story.named("attempt-ended"))
                        .filter(event -> event.text("outcome").equals("timed_out"))
                        .count(),
                stories.values().stream()
                        .map(Counts::latest)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO));
    }

    private static long count(List<Heard> heard, Class<? extends Heard> kind) {
        return heard.stream().filter(kind::isInstance).count();
    }

    private static long ended(Map<String, ExecutionStory> stories, String status) {
        return stories.values().stream()
                .filter(story -> story.status().equals(status))
                .count();
    }

    private static Duration latest(ExecutionStory story) {
        Duration latest = Duration.ZERO;
        Map<String, Instant> due = new HashMap<>();
        for (Event event : story.events()) {
            String step = event.text("step");
            boolean byDeadline =
                    event.is("attempt-ended") && event.optional("cause").isPresent();
            if (due.containsKey(step) && (byDeadline || event.is("attempt-started"))) {
                Duration late = Duration.between(due.get(step), event.at());
                latest = late.compareTo(latest) > 0 ? late : latest;
            }
            switch (event.name()) {
                case "attempt-started" -> due.put(step, Instant.parse(event.text("deadline")));
                case "retry-scheduled" -> due.put(step, Instant.parse(event.text("due")));
                case "attempt-ended" -> due.remove(step);
                default -> {}
            }
        }
        return latest;
    }
}
