package io.pureboot.engine.workflow.dialect;

import io.pureboot.protocol.Problem;
import io.pureboot.protocol.StepId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Which step undoes which, as {@code rollback_step_id} says: by id or name, never itself, never one that is undone in turn. */
final class RollbackReferences {
    private final Map<String, StepId> byPath = new HashMap<>();

    RollbackReferences(List<StepDraft> steps, StepNames names, List<Problem.Fault> faults) {
        Map<StepId, StepId> edges = new HashMap<>();
        for (StepDraft step : steps) {
            step.rollback()
                    .flatMap(written -> names.resolve(path(step), written, faults))
                    .ifPresent(undo -> {
                        byPath.put(step.path(), undo);
                        step.id().ifPresent(id -> edges.put(id, undo));
                    });
        }
        Set<StepId> undone = steps.stream()
                .filter(step -> step.rollback().isPresent())
                .flatMap(step -> step.id().stream())
                .collect(Collectors.toSet());
        for (StepDraft step : steps) {
            of(step).flatMap(undo -> fault(step, undo, undone, edges)).ifPresent(faults::add);
        }
    }

    Optional<StepId> of(StepDraft step) {
        return Optional.ofNullable(byPath.get(step.path()));
    }

    private static Optional<Problem.Fault> fault(
            StepDraft step, StepId undo, Set<StepId> undone, Map<StepId, StepId> edges) {
        if (step.id().equals(Optional.of(undo))) {
            return Optional.of(Problem.Fault.at(path(step), "self_reference", "is the step itself"));
        }
        if (!undone.contains(undo)) {
            return Optional.empty();
        }
        List<StepId> circle = step.id().map(id -> circle(id, edges)).orElse(List.of());
        return Optional.of(
                circle.isEmpty()
                        ? Problem.Fault.at(
                                path(step), "rollback_of_rollback", "names a step that has a rollback_step_id itself")
                        : Problem.Fault.at(path(step), "cycle", "leads back to the step: " + shown(circle)));
    }

    /** The way from {@code start} back to it; empty when there is none. */
    private static List<StepId> circle(StepId start, Map<StepId, StepId> edges) {
        List<StepId> way = new ArrayList<>(List.of(start));
        Optional<StepId> next = Optional.ofNullable(edges.get(start));
        while (next.isPresent() && way.size() <= edges.size()) {
            way.add(next.get());
            if (next.get().equals(start)) {
                return way;
            }
            next = Optional.ofNullable(edges.get(next.get()));
        }
        return List.of();
    }

    private static String shown(List<StepId> circle) {
        return circle.stream().map(StepId::value).collect(Collectors.joining(" → "));
    }

    private static String path(StepDraft step) {
        return step.path() + "/rollback_step_id";
    }
}
