package io.pureboot.engine.query;

import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.WorkflowId;
import java.time.Instant;
import java.util.Optional;

/**
 * One execution as lists show it.
 *
 * @param stepsDone how many of the forward sequence have succeeded or were skipped
 * @param stepsTotal how many the forward sequence has
 */
public record ExecutionRow(
        ExecutionId id,
        NodeId nodeId,
        WorkflowId workflowId,
        String workflowName,
        int workflowRevision,
        ExecutionStatus status,
        int run,
        Optional<StepId> currentStepId,
        Optional<Integer> currentAttempt,
        int stepsDone,
        int stepsTotal,
        String startedBy,
        Instant createdAt,
        Optional<Instant> startedAt,
        Optional<Instant> completedAt,
        Optional<StepId> failedStepId,
        Optional<String> errorMessage,
        boolean rolledBack,
        Instant updatedAt) {}
