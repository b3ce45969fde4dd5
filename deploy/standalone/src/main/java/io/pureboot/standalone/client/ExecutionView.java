package io.pureboot.standalone.client;

import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** An execution as {@code GET /api/v1/executions/{id}} tells it. Lists may leave {@code steps} and {@code step_results} out. */
public record ExecutionView(
        ExecutionId id,
        Optional<String> nodeId,
        Optional<String> workflowId,
        Optional<String> workflowName,
        ExecutionStatus status,
        Optional<String> currentStepId,
        Optional<Instant> startedAt,
        Optional<Instant> completedAt,
        Optional<String> errorMessage,
        List<StepResultView> stepResults,
        List<StepView> steps) {

    public ExecutionView {
        stepResults = List.copyOf(Objects.requireNonNullElse(stepResults, List.of()));
        steps = List.copyOf(Objects.requireNonNullElse(steps, List.of()));
    }

    /** One step of the definition that the execution is pinned to, and how it stands. */
    public record StepView(String id, String name, String type, Optional<String> status) {}

    /** One attempt at a step. */
    public record StepResultView(
            String stepId,
            Optional<String> stepName,
            Optional<String> type,
            int attempt,
            String status,
            Optional<Instant> startedAt,
            Optional<Instant> completedAt,
            Optional<Integer> exitCode,
            Optional<String> message,
            List<SubTaskView> subTasks) {

        public StepResultView {
            subTasks = List.copyOf(Objects.requireNonNullElse(subTasks, List.of()));
        }

        /** How long it took, or has taken until {@code now}. */
        public Duration elapsed(Instant now) {
            return startedAt
                    .map(start -> Duration.between(start, completedAt.orElse(now)))
                    .filter(length -> !length.isNegative())
                    .orElse(Duration.ZERO);
        }

        /** What it said last. */
        public Optional<SubTaskView> latest() {
            return subTasks.isEmpty() ? Optional.empty() : Optional.of(subTasks.getLast());
        }
    }

    /** What a step said of itself on its way. */
    public record SubTaskView(Optional<Instant> at, Optional<String> message, Optional<Integer> percent) {}

    /** The attempts at a step, the first one first. */
    public List<StepResultView> attempts(StepView step) {
        return stepResults.stream()
                .filter(result -> result.stepId().equals(step.id()))
                .toList();
    }

    /** The latest attempt at a step. */
    public Optional<StepResultView> latest(StepView step) {
        return attempts(step).stream().reduce((first, last) -> last);
    }

    /** How many of its steps have ended well or were skipped. */
    public long stepsDone() {
        return steps.stream()
                .filter(step -> latest(step)
                        .filter(result -> result.status().equals("success")
                                || result.status().equals("skipped"))
                        .isPresent())
                .count();
    }

    /** The step that runs now. */
    public Optional<StepView> currentStep() {
        return steps.stream()
                .filter(step -> currentStepId.filter(step.id()::equals).isPresent())
                .findFirst();
    }
}
