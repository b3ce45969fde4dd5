package io.pureboot.lab.chaos.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the journal tells of one execution.
 *
 * @param events in their order
 */
public record ExecutionStory(String id, List<Event> events) {

    public static Map<String, ExecutionStory> of(List<Event> journal) {
        Map<String, ExecutionStory> stories = new LinkedHashMap<>();
        for (Event event : journal) {
            if (event.entity().equals(Event.EXECUTION)) {
                stories.computeIfAbsent(event.id(), id -> new ExecutionStory(id, new ArrayList<>()))
                        .events()
                        .add(event);
            }
        }
        return stories;
    }

    public Stream<Event> named(String name) {
        return events.stream().filter(event -> event.is(name));
    }

    public Optional<Event> created() {
        return named("execution-created").findFirst();
    }

    public Optional<Event> ended() {
        return named("execution-ended").findFirst();
    }

    public List<Event> endsOf(StepAttempt attempt) {
        return named("attempt-ended")
                .filter(event -> event.attempt().equals(attempt))
                .toList();
    }

    public boolean hasEnd(String eventId) {
        return named("attempt-ended")
                .anyMatch(event -> event.optional("event_id").equals(Optional.of(eventId)));
    }

    /** The steps of the pinned definition, as the journal has them. */
    public List<JsonNode> steps() {
        return created()
                .map(event -> event.body().at("/workflow/graph/steps"))
                .map(steps -> StreamSupport.stream(steps.spliterator(), false).toList())
                .orElse(List.of());
    }

    /** How many attempts a step may have in one run. */
    public int maximum(String step) {
        return steps().stream()
                .filter(each -> each.path("id").asText().equals(step))
                .mapToInt(each -> each.path("on_failure").asText().equals("retry")
                        ? each.at("/retry/max_attempts").asInt(1)
                        : 1)
                .findFirst()
                .orElse(1);
    }

    public String status() {
        String status = "unknown";
        for (Event event : events) {
            status = switch (event.name()) {
                case "execution-created" -> "pending";
                case "attempt-started" -> status.equals("pending") ? "running" : status;
                case "rollback-started" -> "rolling_back";
                case "cancel-requested" -> "cancelling";
                case "execution-ended" -> event.text("status");
                case "execution-retried" -> "running";
                default -> status;
            };
        }
        return status;
    }

    /** Steps that have succeeded or were skipped. */
    public Set<String> settled() {
        Set<String> settled = new HashSet<>();
        for (Event event : events) {
            boolean success = event.is("attempt-ended") && event.text("outcome").equals("success");
            if (success || event.is("step-skipped")) {
                settled.add(event.text("step"));
            }
        }
        return settled;
    }

    public long lastSequence() {
        return events.isEmpty() ? 0 : events.getLast().sequence();
    }

    /** The lines that speak of that step. */
    public List<String> lines(String step) {
        return events.stream()
                .filter(event -> event.text("step").equals(step) || event.is("execution-ended"))
                .map(Event::line)
                .toList();
    }

    /** The last lines. */
    public List<String> lastLines() {
        int most = 8;
        return events.subList(Math.max(0, events.size() - most), events.size()).stream()
                .map(Event::line)
                .toList();
    }
}
