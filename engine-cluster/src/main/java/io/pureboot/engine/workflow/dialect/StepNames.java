package io.pureboot.engine.workflow.dialect;

import io.pureboot.engine.workflow.Nearest;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.StepId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Finds the steps of a definition by id, else by name, and makes ids of names. */
final class StepNames {
    private static final int MAX_SLUG = 48;

    private final List<StepDraft> steps;

    StepNames(List<StepDraft> steps) {
        this.steps = List.copyOf(steps);
    }

    /** The one step whose author gave it that id, else all that carry it as their name, else the one whose made id it is. */
    List<StepId> find(String reference) {
        List<StepId> written = ids(step -> step.idWritten() && isId(step, reference));
        List<StepId> named = ids(step -> step.name().equals(reference));
        List<StepId> first = written.isEmpty() ? named : written;
        return first.isEmpty() ? ids(step -> isId(step, reference)) : first;
    }

    /** The step that {@code reference} names; notes a fault at {@code path} when it is not exactly one. */
    Optional<StepId> resolve(String path, String reference, List<Problem.Fault> faults) {
        List<StepId> found = find(reference);
        if (found.isEmpty()) {
            faults.add(Problem.Fault.at(
                    path,
                    "unknown_step",
                    "names no step: '" + Ids.shown(reference) + "'" + Nearest.hint(reference, allNames())));
        } else if (found.size() > 1) {
            faults.add(Problem.Fault.at(path, "ambiguous", "is the name of several steps; use the id"));
        }
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private Set<String> allNames() {
        Set<String> all = new LinkedHashSet<>();
        steps.forEach(step -> all.add(step.name()));
        steps.forEach(step -> step.id().map(StepId::value).ifPresent(all::add));
        return all;
    }

    private List<StepId> ids(Predicate<StepDraft> which) {
        return steps.stream()
                .filter(which)
                .flatMap(step -> step.id().stream())
                .distinct()
                .toList();
    }

    private static boolean isId(StepDraft step, String reference) {
        return step.id().filter(id -> id.value().equals(reference)).isPresent();
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
