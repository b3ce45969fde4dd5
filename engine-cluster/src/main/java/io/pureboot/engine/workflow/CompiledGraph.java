package io.pureboot.engine.workflow;

import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.util.List;
import java.util.Optional;

/**
 * What an execution runs: the steps of a definition with their success edges. A list of steps is the graph whose edges follow
 * {@code sequence}; roll-back and clean-up steps stand in it without edges.
 *
 * @param entries the steps that start with the execution
 * @param onCancel the clean-up steps, in order
 */
public record CompiledGraph(
        List<GraphStep> steps,
        List<StepId> entries,
        List<StepId> onCancel,
        Optional<Seconds> timeout,
        Seconds cancelGrace) {
    public CompiledGraph {
        steps = List.copyOf(steps);
        entries = List.copyOf(entries);
        onCancel = List.copyOf(onCancel);
    }

    public Optional<GraphStep> step(StepId id) {
        return steps.stream().filter(step -> step.id().equals(id)).findFirst();
    }
}
