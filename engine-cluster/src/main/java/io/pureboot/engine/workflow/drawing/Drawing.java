package io.pureboot.engine.workflow.drawing;

import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.CurrentWork;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.drawing.Vertex.Progress;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A picture of what leads where: steps, the beginning, the ends, and the ways between them. Ids of vertices that are no steps begin with
 * a colon, as no step's id does.
 *
 * @param title for people: the workflow's name and revision
 */
public record Drawing(String title, List<Vertex> nodes, List<Edge> edges) {
    static final String START = ":start";
    static final String COMPLETED = ":completed";
    static final String FAILED = ":failed";
    static final String CANCEL = ":cancel";
    static final String CANCELLED = ":cancelled";

    public Drawing {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    /** Of a workflow. */
    public static Drawing of(String name, int revision, CompiledGraph graph) {
        return of(title(name, revision), graph, step -> Optional.empty());
    }

    /** Of an execution: the workflow that it is bound to, with how far each step is. */
    public static Drawing of(Execution execution) {
        Optional<StepId> current = CurrentWork.of(execution).about().map(GraphStep::id);
        String title = title(execution.workflow().name(), execution.workflow().revision()) + ": execution "
                + execution.id() + " is " + execution.status().wire();
        return of(title, execution.workflow().graph(), step -> {
            int attempts = (int) execution.attempts().stream()
                    .filter(attempt -> attempt.step().equals(step.id()))
                    .count();
            String status =
                    execution.stepStatus(step.id()).map(StepStatus::wire).orElse("pending");
            return Optional.of(new Progress(status, attempts, current.equals(Optional.of(step.id()))));
        });
    }

    private static Drawing of(String title, CompiledGraph graph, Function<GraphStep, Optional<Progress>> progress) {
        List<Edge> edges = Ways.of(graph);
        return new Drawing(title, Vertex.all(graph, edges, progress), edges);
    }

    private static String title(String name, int revision) {
        return name + ", revision " + revision;
    }
}
