package io.pureboot.lab.chaos.check;

import io.pureboot.lab.chaos.evidence.Event;
import io.pureboot.lab.chaos.evidence.ExecutionStory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What the journal alone shows to have happened twice, or at the same time as what excludes it (promises P-4, P-14, P-25). */
final class DoubledInJournal {
    private DoubledInJournal() {}

    static List<Finding> find(List<Event> journal, Map<String, ExecutionStory> stories) {
        List<Finding> findings = new ArrayList<>();
        stories.values().forEach(story -> ofExecution(story, findings));
        twoOnOneNode(stories, findings);
        nodes(journal, findings);
        keys(journal, findings);
        return findings;
    }

    private static void ofExecution(ExecutionStory story, List<Finding> findings) {
        Walk walk = new Walk(story, findings);
        story.events().forEach(walk::step);
        twice(story, "attempt-started", event -> Optional.of(event.attempt()), findings);
        twice(story, "attempt-ended", event -> Optional.of(event.attempt()), findings);
        twice(story, "attempt-ended", event -> event.optional("event_id"), findings);
        twice(story, "request-closed", event -> event.optional("request_id"), findings);
    }

    private static void twice(
            ExecutionStory story, String name, Function<Event, Optional<?>> key, List<Finding> findings) {
        Map<Object, Event> seen = new HashMap<>();
        story.named(name)
                .forEach(event -> key.apply(event).ifPresent(found -> {
                    Optional<Event> before = Optional.ofNullable(seen.put(found, event));
                    before.ifPresent(first -> findings.add(new Finding(
                            Finding.Kind.DOUBLED,
                            story.id(),
                            "two " + name + " of " + found,
                            List.of(first.line(), event.line()))));
                }));
    }

    /** One execution, event by event: what runs, and whether it is over. */
    private static final class Walk {
        private final ExecutionStory story;
        private final List<Finding> findings;
        private final Map<String, Event> running = new HashMap<>();
        private Optional<Event> over = Optional.empty();

        Walk(ExecutionStory story, List<Finding> findings) {
            this.story = story;
            this.findings = findings;
        }

        void step(Event event) {
            switch (event.name()) {
                case "attempt-started" -> started(event);
                case "attempt-ended" -> running.remove(event.text("step"));
                case "execution-ended" -> {
                    over.ifPresent(first -> found("it ended twice", first, event));
                    over = Optional.of(event);
                }
                case "execution-retried" -> over = Optional.empty();
                default -> {}
            }
        }

        private void started(Event event) {
            over.ifPresent(end -> found("an attempt was started after the end", end, event));
            Optional.ofNullable(running.put(event.text("step"), event))
                    .ifPresent(other -> found("two running attempts of one step", other, event));
            int maximum = story.maximum(event.text("step"));
            if (event.body().path("budgeted").asInt() > maximum) {
                found("more attempts than the maximum of " + maximum, event, event);
            }
        }

        private void found(String what, Event first, Event second) {
            findings.add(new Finding(Finding.Kind.DOUBLED, story.id(), what, List.of(first.line(), second.line())));
        }
    }

    private static void twoOnOneNode(Map<String, ExecutionStory> stories, List<Finding> findings) {
        Map<String, List<ExecutionStory>> byNode = new HashMap<>();
        for (ExecutionStory story : stories.values()) {
            story.created()
                    .ifPresent(event -> byNode.computeIfAbsent(event.text("node_id"), id -> new ArrayList<>())
                            .add(story));
        }
        byNode.forEach((node, all) -> {
            for (int i = 1; i < all.size(); i++) {
                ExecutionStory before = all.get(i - 1);
                Event next = all.get(i).created().orElseThrow();
                boolean over = before.ended()
                        .filter(end -> end.ordering() < next.ordering())
                        .isPresent();
                if (!over) {
                    List<String> proof = new ArrayList<>(before.lastLines());
                    proof.add(next.line());
                    findings.add(new Finding(
                            Finding.Kind.DOUBLED,
                            node,
                            "execution " + next.id() + " began while " + before.id() + " was active on the node",
                            proof));
                }
            }
        });
    }

    private static void nodes(List<Event> journal, List<Finding> findings) {
        Map<String, Event> seen = new HashMap<>();
        for (Event event : journal) {
            if (event.entity().equals(Event.NODE)) {
                once(event).ifPresent(key -> {
                    Optional<Event> before = Optional.ofNullable(seen.put(event.id() + " " + key, event));
                    before.ifPresent(first -> findings.add(new Finding(
                            Finding.Kind.DOUBLED,
                            event.id(),
                            "the node has twice: " + key,
                            List.of(first.line(), event.line()))));
                });
            }
        }
    }

    /** What may happen to a node once only; empty for what may happen again. */
    private static Optional<String> once(Event event) {
        String execution = event.text("execution_id");
        return switch (event.name()) {
            case "node-moved" ->
                event.optional("execution_id")
                        .map(id -> "moved to " + event.text("to") + " by " + id + ", " + event.text("reason"));
            case "node-request-answered" -> Optional.of("answered " + event.text("request_id") + " of " + execution);
            case "node-locked" -> Optional.of("locked under lease " + event.text("lease"));
            case "node-released" -> Optional.of("released lease " + event.text("lease") + " of " + execution);
            default -> Optional.empty();
        };
    }

    private static void keys(List<Event> journal, List<Finding> findings) {
        Map<String, Event> byKey = new HashMap<>();
        Set<String> told = new HashSet<>();
        for (Event event : journal) {
            Optional<String> key = event.is("node-locked") ? event.optional("key") : Optional.empty();
            key.ifPresent(found -> {
                Event first = byKey.computeIfAbsent(found, none -> event);
                if (!first.text("execution_id").equals(event.text("execution_id")) && told.add(found)) {
                    findings.add(new Finding(
                            Finding.Kind.DOUBLED,
                            event.id(),
                            "two executions of one Idempotency-Key " + found,
                            List.of(first.line(), event.line())));
                }
            });
        }
    }
}
