package io.pureboot.engine.workflow.drawing;

import io.pureboot.engine.workflow.Backoff;
import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.Completion;
import io.pureboot.engine.workflow.FailurePolicy;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.RetrySchedule;
import io.pureboot.protocol.StepId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The ways through a graph, as the machine takes them. */
final class Ways {
    private final CompiledGraph graph;
    private final List<Edge> edges = new ArrayList<>();

    private Ways(CompiledGraph graph) {
        this.graph = graph;
    }

    static List<Edge> of(CompiledGraph graph) {
        Ways ways = new Ways(graph);
        ways.begin();
        Set<StepId> forward = graph.forward();
        for (GraphStep step : graph.steps()) {
            if (forward.contains(step.id())) {
                ways.forward(step);
            }
        }
        graph.steps().stream()
                .filter(step -> !forward.contains(step.id()) && ways.undoes(step))
                .forEach(ways::undo);
        ways.cancel();
        return ways.edges;
    }

    /** How many attempts the step gets. */
    static int attempts(GraphStep step) {
        return step.onFailure() == FailurePolicy.RETRY && canFail(step)
                ? step.retry().maxAttempts()
                : 1;
    }

    private static boolean canFail(GraphStep step) {
        return step.behaviour().completion() != Completion.TIMER;
    }

    private void begin() {
        if (graph.entries().isEmpty()) {
            add(Drawing.START, Drawing.COMPLETED, Edge.Kind.SUCCESS, "");
        }
        graph.entries().forEach(entry -> add(Drawing.START, entry.value(), Edge.Kind.SUCCESS, ""));
    }

    private void forward(GraphStep step) {
        String id = step.id().value();
        List<String> next = next(step);
        next.forEach(to -> add(id, to, Edge.Kind.SUCCESS, ""));
        if (!canFail(step)) {
            return;
        }
        Optional<StepId> undo = step.rollbackStep();
        switch (step.onFailure()) {
            case RETRY -> retried(step);
            case SKIP -> next.forEach(to -> add(id, to, Edge.Kind.SKIP, "fails: skipped"));
            case ROLLBACK ->
                undo.ifPresentOrElse(
                        by -> add(id, by.value(), Edge.Kind.ROLLBACK, "fails: roll back"), () -> fails(step, "fails"));
            case FAIL -> fails(step, "fails");
        }
    }

    private static List<String> next(GraphStep step) {
        return step.onSuccess().isEmpty()
                ? List.of(Drawing.COMPLETED)
                : step.onSuccess().stream().map(StepId::value).toList();
    }

    private void retried(GraphStep step) {
        int attempts = attempts(step);
        if (attempts > 1) {
            RetrySchedule retry = step.retry();
            String growth = retry.backoff() == Backoff.CONSTANT
                    ? ""
                    : ", " + retry.backoff().wire();
            String label = "fails: again after " + retry.delay().value() + " s" + growth;
            add(step.id().value(), step.id().value(), Edge.Kind.RETRY, label);
        }
        fails(step, attempts > 1 ? "fails " + attempts + " times" : "fails");
    }

    private void fails(GraphStep step, String label) {
        add(step.id().value(), Drawing.FAILED, Edge.Kind.FAILURE, label);
    }

    private boolean undoes(GraphStep undo) {
        return graph.steps().stream()
                .anyMatch(step -> step.rollbackStep().equals(Optional.of(undo.id()))
                        && step.onFailure() == FailurePolicy.ROLLBACK);
    }

    /** After a roll-back the execution has failed, whether the roll-back has succeeded or not. */
    private void undo(GraphStep undo) {
        add(undo.id().value(), Drawing.FAILED, Edge.Kind.ROLLBACK, "rolled back");
        if (attempts(undo) > 1) {
            retried(undo);
        } else if (canFail(undo)) {
            fails(undo, "fails: not rolled back");
        }
    }

    private void cancel() {
        String from = Drawing.CANCEL;
        for (StepId cleanUp : graph.onCancel()) {
            add(from, cleanUp.value(), Edge.Kind.CANCEL, "");
            from = cleanUp.value();
        }
        if (!graph.onCancel().isEmpty()) {
            add(from, Drawing.CANCELLED, Edge.Kind.CANCEL, "");
        }
    }

    private void add(String from, String to, Edge.Kind kind, String label) {
        edges.add(new Edge(from, to, kind, label));
    }
}
