package io.pureboot.engine.workflow.drawing;

import com.fasterxml.jackson.annotation.JsonValue;
import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A step, a beginning or an end.
 *
 * @param name of a step as its author wrote it
 * @param type of a step
 * @param timeoutSeconds how long one attempt may take
 * @param maxAttempts the total number of attempts (document 000's {@code max_retries}); 1 when the step is not retried
 * @param progress of an execution's step
 */
public record Vertex(
        String id,
        Kind kind,
        String name,
        Optional<String> type,
        Optional<Seconds> timeoutSeconds,
        Optional<Integer> maxAttempts,
        Optional<Progress> progress) {
    /** What it is. */
    public enum Kind {
        START,
        /** A step of the forward sequence. */
        STEP,
        ROLLBACK_STEP,
        /** A step of {@code on_cancel}. */
        CLEANUP_STEP,
        /** Where a cancelled execution begins to clean up. */
        CANCEL,
        COMPLETED,
        FAILED,
        CANCELLED;

        /** Its name in answers: lower case, words joined by underscores. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isStep() {
            return this == STEP || this == ROLLBACK_STEP || this == CLEANUP_STEP;
        }
    }

    /**
     * How far an execution is with a step.
     *
     * @param status {@code pending} until it has begun; else as its newest attempt
     * @param current whether it is what the execution is about now
     */
    public record Progress(String status, int attempts, boolean current) {}

    /** The steps in order, between the beginning and those ends that an edge leads to. */
    static List<Vertex> all(CompiledGraph graph, List<Edge> edges, Function<GraphStep, Optional<Progress>> progress) {
        List<Vertex> all = new ArrayList<>();
        Set<StepId> forward = graph.forward();
        all.add(mark(Drawing.START, Kind.START, "start"));
        graph.steps().forEach(step -> all.add(step(step, kind(graph, forward, step.id()), progress.apply(step))));
        mark(edges, Drawing.COMPLETED, Kind.COMPLETED, "completed").ifPresent(all::add);
        mark(edges, Drawing.FAILED, Kind.FAILED, "failed").ifPresent(all::add);
        mark(edges, Drawing.CANCEL, Kind.CANCEL, "cancel").ifPresent(all::add);
        mark(edges, Drawing.CANCELLED, Kind.CANCELLED, "cancelled").ifPresent(all::add);
        return all;
    }

    private static Kind kind(CompiledGraph graph, Set<StepId> forward, StepId id) {
        if (forward.contains(id)) {
            return Kind.STEP;
        }
        return graph.onCancel().contains(id) ? Kind.CLEANUP_STEP : Kind.ROLLBACK_STEP;
    }

    private static Vertex step(GraphStep step, Kind kind, Optional<Progress> progress) {
        return new Vertex(
                step.id().value(),
                kind,
                step.name(),
                Optional.of(step.type()),
                Optional.of(step.timeout()),
                Optional.of(Ways.attempts(step)),
                progress);
    }

    private static Optional<Vertex> mark(List<Edge> edges, String id, Kind kind, String name) {
        boolean used = edges.stream()
                .anyMatch(edge -> edge.from().equals(id) || edge.to().equals(id));
        return used ? Optional.of(mark(id, kind, name)) : Optional.empty();
    }

    private static Vertex mark(String id, Kind kind, String name) {
        return new Vertex(id, kind, name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }
}
