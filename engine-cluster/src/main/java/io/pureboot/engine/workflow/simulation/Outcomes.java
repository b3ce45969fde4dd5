package io.pureboot.engine.workflow.simulation;

import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.protocol.StepId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of every attempt, and what operators do meanwhile. A list gives the first attempt its first outcome and so on; the
 * last one holds for all attempts after it. A step's own list goes before its type's, and that before {@code all}.
 *
 * @param hands what operators do, in the order of time
 */
public record Outcomes(
        Map<StepId, List<Outcome>> steps, Map<String, List<Outcome>> types, List<Outcome> all, List<Hand> hands) {
    /** Everything goes as it usually does. */
    public static final Outcomes USUAL = new Outcomes(Map.of(), Map.of(), List.of(), List.of());

    public Outcomes {
        steps = Map.copyOf(steps);
        types = Map.copyOf(types);
        all = List.copyOf(all);
        hands = hands.stream().sorted(java.util.Comparator.comparing(Hand::at)).toList();
    }

    /** What becomes of that attempt, numbered from 1. */
    Outcome of(GraphStep step, int attempt) {
        return pick(steps.get(step.id()), attempt)
                .or(() -> pick(types.get(step.type()), attempt))
                .or(() -> pick(all, attempt))
                .orElse(Outcome.USUAL);
    }

    private static Optional<Outcome> pick(@org.jspecify.annotations.Nullable List<Outcome> list, int attempt) {
        return list == null || list.isEmpty()
                ? Optional.empty()
                : Optional.of(list.get(Math.min(attempt, list.size()) - 1));
    }
}
