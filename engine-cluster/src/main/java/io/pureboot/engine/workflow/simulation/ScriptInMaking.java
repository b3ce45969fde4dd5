package io.pureboot.engine.workflow.simulation;

import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.Completion;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.simulation.OutcomeText.Place;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.StepId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Outcomes while they are read: what was understood so far, and everything that is wrong. */
final class ScriptInMaking {
    static final int HIGHEST_EXIT = 255;
    private static final String ALL = "*";
    private static final String OF_TYPE = ":*";

    private final CompiledGraph graph;
    private final List<String> typeNames;
    private final Map<StepId, List<Outcome>> steps = new HashMap<>();
    private final Map<String, List<Outcome>> types = new HashMap<>();
    private final List<Outcome> all = new ArrayList<>();
    private final List<Hand> hands = new ArrayList<>();
    private final List<Problem.Fault> faults = new ArrayList<>();
    private final Set<String> named = new HashSet<>();

    ScriptInMaking(CompiledGraph graph, List<String> typeNames) {
        this.graph = graph;
        this.typeNames = List.copyOf(typeNames);
    }

    void note(Place place, String code, String message) {
        faults.add(place.fault(code, message));
    }

    void note(Problem.Fault fault) {
        faults.add(fault);
    }

    void add(Hand hand) {
        hands.add(hand);
    }

    /** {@code which} is a step's id or name, {@code TYPE:*}, or {@code *}. */
    void add(String which, Place place, List<Outcome> outcomes, Place outcomesPlace) {
        if (!named.add(which)) {
            note(place, "duplicate", "'" + Ids.shown(which) + "' has its outcomes already");
        } else if (which.equals(ALL)) {
            all.addAll(outcomes);
        } else if (which.endsWith(OF_TYPE)) {
            addType(which.substring(0, which.length() - OF_TYPE.length()), place, outcomes);
        } else {
            addStep(which, place, outcomes, outcomesPlace);
        }
    }

    private void addType(String type, Place place, List<Outcome> outcomes) {
        if (typeNames.contains(type)) {
            types.put(type, List.copyOf(outcomes));
        } else {
            note(
                    place,
                    "type_unknown",
                    "there is no step type '" + Ids.shown(type) + "'; there are " + String.join(", ", typeNames));
        }
    }

    private void addStep(String which, Place place, List<Outcome> outcomes, Place outcomesPlace) {
        List<GraphStep> meant = meant(which);
        if (meant.size() != 1) {
            note(
                    place,
                    "step_unknown",
                    meant.isEmpty()
                            ? "the workflow has no step '" + Ids.shown(which) + "'; it has "
                                    + String.join(", ", ids(graph.steps()))
                            : "'" + Ids.shown(which) + "' is the name of " + String.join(", ", ids(meant))
                                    + "; use the id");
            return;
        }
        for (Outcome outcome : outcomes) {
            misplaced(meant.getFirst(), outcome)
                    .ifPresent(message -> note(outcomesPlace, "outcome_misplaced", message));
        }
        steps.put(meant.getFirst().id(), List.copyOf(outcomes));
    }

    private List<GraphStep> meant(String which) {
        Optional<GraphStep> byId = StepId.parse(which).flatMap(graph::step);
        return byId.map(List::of)
                .orElseGet(() -> graph.steps().stream()
                        .filter(step -> step.name().equals(which))
                        .toList());
    }

    private static List<String> ids(List<GraphStep> steps) {
        return steps.stream().map(step -> step.id().value()).toList();
    }

    /** Why such an outcome cannot come of that step; empty when it can. */
    private static Optional<String> misplaced(GraphStep step, Outcome outcome) {
        Completion completion = step.behaviour().completion();
        boolean byClock = completion == Completion.TIMER && outcome.ending().isPresent();
        boolean notHome = completion != Completion.PHONE_HOME
                && outcome.ending().equals(Optional.of(Outcome.Ending.NO_PHONE_HOME));
        if (byClock) {
            return Optional.of("step '" + step.id() + "' ends by the clock; only reboot@TIME may befall it");
        }
        return notHome ? Optional.of("step '" + step.id() + "' waits for no system to phone home") : Optional.empty();
    }

    OutcomesReading reading() {
        return faults.isEmpty()
                ? new OutcomesReading.Script(new Outcomes(steps, types, all, hands))
                : new OutcomesReading.Faulty(faults);
    }
}
