package io.pureboot.protocol;

import java.time.Instant;
import java.util.Optional;

/**
 * What an agent has to do now: the answer of {@code GET /api/v1/callback/{execution}/current}, as JSON or, for agents that have
 * nothing but a shell, as assignments (see {@link ShellForm}).
 *
 * @param type the step's type, such as {@code script}
 * @param deadline when the attempt times out
 * @param interpreter the program that runs the script, with its arguments split by spaces
 * @param script the script's text; of {@code script} and {@code scriptUrl} a RUN has exactly one
 * @param scriptUrl where the script is to be fetched; a path stands for one below the agent's server
 * @param delaySeconds REBOOT: how long to wait between the report and the reboot
 * @param heartbeatSeconds how often to send a heartbeat while the step runs
 * @param retrySeconds WAIT: how long to wait before asking again
 */
public record CurrentStep(
        ExecutionId executionId,
        ExecutionStatus status,
        Directive directive,
        Optional<StepId> stepId,
        Optional<String> stepName,
        Optional<String> type,
        Optional<Integer> attempt,
        Optional<Instant> deadline,
        Optional<Seconds> timeoutSeconds,
        Optional<String> interpreter,
        Optional<String> script,
        Optional<String> scriptUrl,
        Optional<Seconds> delaySeconds,
        Seconds heartbeatSeconds,
        Seconds retrySeconds) {}
