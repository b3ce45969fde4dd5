package io.pureboot.protocol;

import java.util.Optional;

/**
 * The engine's answer to a report that it has persisted (200).
 *
 * @param duplicate the same report had been taken before; nothing has changed (promise P-1)
 * @param status the execution's status now
 * @param currentStepId the step that runs or waits now, when there is one
 * @param currentAttempt its attempt
 */
public record ReportAnswer(
        ExecutionId executionId,
        boolean duplicate,
        ExecutionStatus status,
        Optional<StepId> currentStepId,
        Optional<Integer> currentAttempt) {}
