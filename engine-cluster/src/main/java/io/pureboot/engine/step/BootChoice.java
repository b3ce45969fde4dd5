package io.pureboot.engine.step;

import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.CurrentWork;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.protocol.StepId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a machine boots now, whatever it is that asks (promise P-15).
 *
 * @param order never {@code LikeNext}; {@code Agent} means the edge's standard agent
 * @param source the step whose config the order comes from; none with the standard agent, or when nothing is under way
 */
public record BootChoice(BootOrder order, Optional<GraphStep> source) {
    /** The choice for the work that is current: its disk when there is none. */
    public static BootChoice of(Execution execution) {
        return CurrentWork.of(execution)
                .about()
                .map(step -> resolved(execution, step, new HashSet<>()))
                .orElseGet(() -> new BootChoice(new BootOrder.Disk(), Optional.empty()));
    }

    private static BootChoice resolved(Execution execution, GraphStep step, Set<StepId> seen) {
        BootOrder order = StepTypes.bootOrder(step);
        return switch (order) {
            case BootOrder.Kernel kernel -> new BootChoice(kernel, Optional.of(step));
            case BootOrder.Script script -> new BootChoice(script, Optional.of(step));
            case BootOrder.Disk disk -> new BootChoice(disk, Optional.of(step));
            case BootOrder.Agent agent -> lastBooted(execution, step);
            case BootOrder.LikeNext next -> lookAhead(execution, step, seen);
        };
    }

    /** A wait step is served like what comes after it; at the end of the sequence that is the disk. */
    private static BootChoice lookAhead(Execution execution, GraphStep step, Set<StepId> seen) {
        seen.add(step.id());
        return step.onSuccess().stream()
                .filter(next -> !seen.contains(next))
                .flatMap(next -> execution.step(next).stream())
                .findFirst()
                .map(next -> resolved(execution, next, seen))
                .orElseGet(() -> new BootChoice(new BootOrder.Disk(), Optional.empty()));
    }

    /** The environment that the newest boot step has brought up; {@code step} itself may be one that asks for the standard agent. */
    private static BootChoice lastBooted(Execution execution, GraphStep step) {
        BootChoice standardAgent = new BootChoice(new BootOrder.Agent(), Optional.empty());
        List<GraphStep> boots = execution.attempts().stream()
                .map(Attempt::step)
                .flatMap(id -> execution.step(id).stream())
                .filter(tried -> StepTypes.find(tried.type())
                        .filter(type -> type.agentOrder(tried.config()) instanceof AgentOrder.ReportUp)
                        .isPresent())
                .toList();
        boolean asksForStandardAgent = StepTypes.agentOrder(step) instanceof AgentOrder.ReportUp;
        if (boots.isEmpty() || asksForStandardAgent) {
            return standardAgent;
        }
        GraphStep newest = boots.getLast();
        return switch (StepTypes.bootOrder(newest)) {
            case BootOrder.Kernel kernel -> new BootChoice(kernel, Optional.of(newest));
            case BootOrder.Script script -> new BootChoice(script, Optional.of(newest));
            case BootOrder.Agent agent -> standardAgent;
            case BootOrder.Disk disk -> standardAgent;
            case BootOrder.LikeNext next -> standardAgent;
        };
    }
}
