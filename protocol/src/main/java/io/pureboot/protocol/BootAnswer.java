package io.pureboot.protocol;

import java.util.List;
import java.util.Optional;

/**
 * The engine's answer to a {@link BootRequest}.
 *
 * @param reason one sentence for people: why this action
 * @param executionId the execution that the boot serves, when there is one
 * @param stepId KERNEL, SCRIPT: the current step
 * @param attempt KERNEL, SCRIPT: its attempt
 * @param token KERNEL, SCRIPT: the bearer token of the execution's callbacks
 * @param kernel KERNEL: a path below the edge's {@code /artifacts/}, or an absolute URL
 * @param initrds KERNEL: the same, in the order in which they are loaded
 * @param cmdline KERNEL: the step's own arguments, rendered; the edge appends the {@code pureboot.*} ones
 * @param script SCRIPT: the whole iPXE script, rendered
 * @param retrySeconds WAIT: how long the machine sleeps before it asks again
 */
public record BootAnswer(
        BootAction action,
        String reason,
        NodeId nodeId,
        Optional<ExecutionId> executionId,
        Optional<StepId> stepId,
        Optional<Integer> attempt,
        Optional<String> token,
        Optional<String> kernel,
        List<String> initrds,
        Optional<String> cmdline,
        Optional<String> script,
        Optional<Seconds> retrySeconds) {
    public BootAnswer {
        initrds = List.copyOf(initrds);
    }
}
