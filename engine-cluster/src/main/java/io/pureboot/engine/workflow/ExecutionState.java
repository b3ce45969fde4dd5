package io.pureboot.engine.workflow;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.StepStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the machine remembers of one execution; everything that it decides follows from this and the command. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ExecutionState.NotStarted.class, name = "not_started"),
    @JsonSubTypes.Type(value = ExecutionState.Execution.class, name = "execution")
})
public sealed interface ExecutionState {
    /** Nothing has happened under this id. */
    record NotStarted() implements ExecutionState {}

    /**
     * An execution.
     *
     * @param run from 1, one more with each retry
     * @param lease under which the node is locked for this run
     * @param deadline of the whole run
     * @param tasks what is under way, in the order in which it began
     * @param settled the steps of this run that have succeeded or were skipped
     * @param skipped those of them that were skipped
     * @param attempts the history of all runs, in order
     * @param failedStep where the last run ended when it did not complete; also the step being rolled back
     * @param error the message of that end; while rolling back, the failure that is being undone
     * @param cancel the cancel that is under way
     * @param requests what has been asked of the node and is not answered, in order
     * @param refused reports that were refused, the first 20
     * @param warnings what people should know, such as a state move that the node refused; the first 20
     * @param machine what is known of the machine's boots; absent while nothing is
     * @param pause the pause that it stands in, present exactly while its status is PAUSED
     */
    record Execution(
            ExecutionId id,
            NodeId nodeId,
            PinnedWorkflow workflow,
            JsonNode parameters,
            String startedBy,
            int run,
            long lease,
            ExecutionStatus status,
            Instant createdAt,
            Optional<Instant> startedAt,
            Optional<Instant> completedAt,
            Optional<Instant> deadline,
            List<Task> tasks,
            Set<StepId> settled,
            Set<StepId> skipped,
            List<Attempt> attempts,
            Optional<StepId> failedStep,
            Optional<String> error,
            boolean rolledBack,
            Optional<Cancellation> cancel,
            List<NodeRequest> requests,
            List<RefusedReport> refused,
            List<String> warnings,
            Optional<MachineBoots> machine,
            Optional<Pause> pause)
            implements ExecutionState {
        public Execution {
            tasks = List.copyOf(tasks);
            settled = ordered(settled);
            skipped = ordered(skipped);
            attempts = List.copyOf(attempts);
            requests = List.copyOf(requests);
            refused = List.copyOf(refused);
            warnings = List.copyOf(warnings);
        }

        /** What is known of the machine's boots (promise P-16). */
        public MachineBoots machineBoots() {
            return machine.orElse(MachineBoots.NONE);
        }

        /** The step with that id in the pinned graph. */
        public Optional<GraphStep> step(StepId id) {
            return workflow.graph().step(id);
        }

        /** What is under way for that step. */
        public Optional<Task> task(StepId id) {
            for (Task task : tasks) {
                if (task.step().equals(id)) {
                    return Optional.of(task);
                }
            }
            return Optional.empty();
        }

        /** That attempt, when it runs. */
        public Optional<Task.Running> running(StepId id, int attempt) {
            for (Task task : tasks) {
                if (task instanceof Task.Running running
                        && running.attempt() == attempt
                        && running.step().equals(id)) {
                    return Optional.of(running);
                }
            }
            return Optional.empty();
        }

        /** All attempts that run. */
        public List<Task.Running> running() {
            List<Task.Running> running = new ArrayList<>(tasks.size());
            for (Task task : tasks) {
                if (task instanceof Task.Running runs) {
                    running.add(runs);
                }
            }
            return List.copyOf(running);
        }

        /** A step's newest attempt over all runs; empty when it was never reached. */
        public Optional<Attempt> latestAttempt(StepId id) {
            Optional<Attempt> latest = Optional.empty();
            for (Attempt attempt : attempts) {
                if (attempt.step().equals(id)
                        && (latest.isEmpty() || attempt.attempt() > latest.get().attempt())) {
                    latest = Optional.of(attempt);
                }
            }
            return latest;
        }

        public Optional<Attempt> attempt(StepId id, int number) {
            for (Attempt attempt : attempts) {
                if (attempt.attempt() == number && attempt.step().equals(id)) {
                    return Optional.of(attempt);
                }
            }
            return Optional.empty();
        }

        /** How a step stands: {@code skipped}, or as its newest attempt does; empty when it was never reached. */
        public Optional<StepStatus> stepStatus(StepId id) {
            return skipped.contains(id)
                    ? Optional.of(StepStatus.SKIPPED)
                    : latestAttempt(id).map(Attempt::status);
        }

        /** A set that keeps its order, so that the same state is always written as the same text. */
        private static Set<StepId> ordered(Set<StepId> ids) {
            return Collections.unmodifiableSet(new LinkedHashSet<>(ids));
        }
    }

    /** @param cleanUpsBegun how many of the workflow's clean-up steps have been started */
    record Cancellation(Instant at, String by, Optional<String> reason, Instant graceDeadline, int cleanUpsBegun) {}

    /**
     * A pause (promise P-11).
     *
     * @param at when the clocks stopped
     * @param resumesAs the status to which it returns: running or rolling_back
     */
    record Pause(Instant at, PauseCause cause, String by, Optional<String> reason, ExecutionStatus resumesAs) {
        Pause resumingAs(ExecutionStatus status) {
            return new Pause(at, cause, by, reason, status);
        }
    }

    record RefusedReport(
            Instant at, StepId step, Optional<Integer> attempt, String status, String code, Optional<String> message) {}
}
