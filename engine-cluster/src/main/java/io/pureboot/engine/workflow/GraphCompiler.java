package io.pureboot.engine.workflow;

import io.pureboot.protocol.StepId;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Turns a definition without faults into the graph that executions run. */
public final class GraphCompiler {
    private GraphCompiler() {}

    /**
     * The graph whose success edges follow {@code sequence}. A step that another names as its {@code rollback_step_id}, or that the
     * workflow names in {@code on_cancel}, is no part of the forward sequence.
     */
    public static CompiledGraph compile(WorkflowDefinition definition, StepCatalog catalog) {
        Set<StepId> aside = new HashSet<>(definition.onCancel());
        definition.steps().forEach(step -> step.rollbackStepId().ifPresent(aside::add));
        List<StepDefinition> ordered = definition.steps().stream()
                .sorted(Comparator.comparingInt(StepDefinition::sequence))
                .toList();
        List<StepId> forward = ordered.stream()
                .map(StepDefinition::id)
                .filter(id -> !aside.contains(id))
                .toList();
        return new CompiledGraph(
                ordered.stream()
                        .map(step -> compile(step, next(forward, step.id()), catalog))
                        .toList(),
                forward.stream().limit(1).toList(),
                definition.onCancel(),
                definition.timeoutSeconds(),
                definition.cancelGraceSeconds(),
                definition.bootLoop());
    }

    private static List<StepId> next(List<StepId> forward, StepId id) {
        int place = forward.indexOf(id);
        return place < 0
                ? List.of()
                : forward.stream().skip(place + 1L).limit(1).toList();
    }

    private static GraphStep compile(StepDefinition step, List<StepId> onSuccess, StepCatalog catalog) {
        return new GraphStep(
                step.id(),
                step.sequence(),
                step.name(),
                step.type(),
                step.config(),
                catalog.behaviour(step.type(), step.config()),
                step.timeoutSeconds(),
                step.onFailure(),
                new RetrySchedule(
                        step.maxRetries(),
                        step.retryDelaySeconds(),
                        step.backoff(),
                        step.maxDelaySeconds(),
                        step.jitter(),
                        step.retryOn()),
                step.nextState(),
                step.rollbackStepId(),
                step.heartbeatTimeoutSeconds(),
                step.lateSuccess(),
                onSuccess,
                step.onUnexpectedReboot());
    }
}
