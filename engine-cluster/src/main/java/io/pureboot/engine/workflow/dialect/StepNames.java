package io.pureboot.engine.workflow.dialect;

import io.pureboot.protocol.StepId;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds the steps of a definition by id, else by name, and makes ids of names. */
final class StepNames {
    private static final int MAX_SLUG = 48;

    private final List<StepDraft> steps;

    StepNames(List<StepDraft> steps) {
        this.steps = List.copyOf(steps);
    }

    /** The one step with that id, else all that carry it as their name. */
    List<StepId> find(String reference) {
        List<StepId> byId = steps.stream()
                .flatMap(step -> step.id().stream())
                .filter(id -> id.value().equals(reference))
                .distinct()
                .toList();
        return byId.isEmpty()
                ? steps.stream()
                        .filter(step -> step.name().equals(reference))
                        .flatMap(step -> step.id().stream())
                        .toList()
                : byId;
    }

    /** An id made of {@code name} that is not in {@code taken}; it is in there afterwards. */
    static StepId slug(String name, Set<StepId> taken) {
        String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String trimmed = plain.replaceAll("^-|-$", "");
        String cut = trimmed.length() > MAX_SLUG ? trimmed.substring(0, MAX_SLUG) : trimmed;
        String base = cut.isEmpty() ? "step" : cut;
        StepId id = new StepId(base);
        for (int n = 2; !taken.add(id); n++) {
            id = new StepId(base + "-" + n);
        }
        return id;
    }
}
