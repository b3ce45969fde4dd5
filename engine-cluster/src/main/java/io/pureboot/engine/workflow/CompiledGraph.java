package io.pureboot.engine.workflow;

import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an execution runs: the steps of a definition with their success edges. A list of steps is the graph whose edges follow
 * {@code sequence}; roll-back and clean-up steps stand in it without edges.
 *
 * @param entries the steps that start with the execution
 * @param onCancel the clean-up steps, in order
 * @param bootLoop how often the machine may boot in one step; the usual limit when absent
 */
public record CompiledGraph(
        List<GraphStep> steps,
        List<StepId> entries,
        List<StepId> onCancel,
        Optional<Seconds> timeout,
        Seconds cancelGrace,
        Optional<BootLoop> bootLoop) {
    public CompiledGraph {
        steps = List.copyOf(steps);
        entries = List.copyOf(entries);
        onCancel = List.copyOf(onCancel);
    }

    /** How often the machine may boot in one step. */
    BootLoop limit() {
        return bootLoop.orElse(BootLoop.USUAL);
    }

    public Optional<GraphStep> step(StepId id) {
        for (GraphStep step : steps) {
            if (step.id().equals(id)) {
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    /** The forward sequence: the steps that success edges reach from the entries, entries included, in the order of the walk. */
    public Set<StepId> forward() {
        return reach(entries);
    }

    /**
     * The steps of the forward sequence that may start or are under way once {@code settled} are over: all from which an edge leads to
     * them are settled, they themselves are not. In the order of the walk.
     */
    public List<GraphStep> open(Set<StepId> settled) {
        List<GraphStep> unsettled = new ArrayList<>();
        Set<StepId> blocked = new HashSet<>();
        for (StepId id : forward()) {
            if (!settled.contains(id)) {
                step(id).ifPresent(step -> {
                    unsettled.add(step);
                    blocked.addAll(step.onSuccess());
                });
            }
        }
        unsettled.removeIf(step -> blocked.contains(step.id()));
        return unsettled;
    }

    /** All steps that success edges reach from {@code id}, without itself. */
    public Set<StepId> after(StepId id) {
        Set<StepId> after = reach(step(id).map(GraphStep::onSuccess).orElse(List.of()));
        after.remove(id);
        return after;
    }

    /** All steps of the forward sequence from which success edges lead to {@code id}, without itself. */
    public Set<StepId> before(StepId id) {
        Set<StepId> before = new LinkedHashSet<>();
        for (StepId candidate : forward()) {
            if (!candidate.equals(id) && after(candidate).contains(id)) {
                before.add(candidate);
            }
        }
        return before;
    }

    private Set<StepId> reach(List<StepId> from) {
        Set<StepId> reached = new LinkedHashSet<>();
        Deque<StepId> open = new ArrayDeque<>(from);
        while (!open.isEmpty()) {
            StepId next = open.removeFirst();
            if (reached.add(next)) {
                step(next).ifPresent(step -> open.addAll(step.onSuccess()));
            }
        }
        return reached;
    }
}
