package io.pureboot.lab.chaos.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.lab.chaos.evidence.Evidence;
import io.pureboot.lab.chaos.evidence.ExecutionStory;
import io.pureboot.lab.chaos.evidence.Ledgers;
import io.pureboot.lab.chaos.evidence.NodeStory;
import io.pureboot.lab.chaos.ledger.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether each execution has ended, and as its attempts say. */
final class Endings {
    private Endings() {}

    static List<Finding> find(Evidence evidence, Map<String, ExecutionStory> stories, Ledgers ledgers) {
        List<Finding> findings = new ArrayList<>();
        NodeStory.of(evidence.journal())
                .forEach((node, line) -> line.activeExecution()
                        .flatMap(id -> Optional.ofNullable(stories.get(id)))
                        .filter(story -> story.ended().isPresent())
                        .ifPresent(story -> findings.add(new Finding(
                                Finding.Kind.STUCK,
                                node,
                                "the node is still held by " + story.id(),
                                story.lastLines()))));
        for (ExecutionStory story : stories.values()) {
            if (story.ended().isEmpty()) {
                findings.add(finding(Finding.Kind.STUCK, story, ledgers, "it has not ended: " + story.status()));
            } else {
                wrong(story, ledgers, findings);
            }
        }
        return findings;
    }

    private static void wrong(ExecutionStory story, Ledgers ledgers, List<Finding> findings) {
        String status = story.status();
        Set<String> settled = story.settled();
        List<String> missing = story.steps().stream()
                .map(step -> step.path("id").asText())
                .filter(step -> !settled.contains(step))
                .toList();
        if (status.equals("completed") && !missing.isEmpty()) {
            findings.add(finding(Finding.Kind.WRONG_END, story, ledgers, "completed without the steps " + missing));
        }
        if (status.equals("failed") && !exhausted(story)) {
            findings.add(
                    finding(Finding.Kind.WRONG_END, story, ledgers, "failed, and no step has used up its attempts"));
        }
        for (Entry entry : ledgers.byExecution().getOrDefault(story.id(), List.of())) {
            if (entry instanceof Entry.Finished finished && !finished.status().equals(status)) {
                findings.add(finding(
                        Finding.Kind.WRONG_END,
                        story,
                        ledgers,
                        "its machine was told that it is " + finished.status()));
            }
        }
    }

    /** Whether the step that it names for its failure has had all its attempts, and none was a success. */
    private static boolean exhausted(ExecutionStory story) {
        String failed = story.ended().map(event -> event.text("failed_step")).orElse("");
        boolean known = story.steps().stream()
                .map(step -> step.path("id"))
                .map(JsonNode::asText)
                .anyMatch(failed::equals);
        long attempts = story.named("attempt-ended")
                .filter(event -> event.text("step").equals(failed))
                .filter(event -> Set.of("failed", "timed_out").contains(event.text("outcome")))
                .count();
        return known && attempts == story.maximum(failed);
    }

    private static Finding finding(Finding.Kind kind, ExecutionStory story, Ledgers ledgers, String what) {
        List<String> proof = new ArrayList<>(ledgers.lastLines(story.id()));
        proof.addAll(story.lastLines());
        return new Finding(kind, story.id(), what, proof);
    }
}
