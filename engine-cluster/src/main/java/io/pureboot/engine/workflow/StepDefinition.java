package io.pureboot.engine.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.util.List;
import java.util.Optional;

/**
 * One step as its author wrote it, with the field names of document 000's model, and what the promises add.
 *
 * @param sequence its place in the list; steps run in ascending order
 * @param type the name of a step type, see {@code StepTypes}
 * @param config what that type needs; treated as immutable
 * @param timeoutSeconds how long one attempt may take; 1 or more
 * @param maxRetries the total number of attempts (document 000 counts so), 1 or more
 * @param maxDelaySeconds the longest delay that {@code backoff} may reach
 * @param jitter 0.0 to 1.0
 * @param retryOn exit codes worth another attempt; empty for all
 * @param nextState the machine's state after the step
 * @param rollbackStepId the step that undoes this one, with {@code on_failure: rollback}; no part of the forward sequence
 * @param heartbeatTimeoutSeconds the longest silence of the agent; 0 for no limit
 * @param lateSuccess whether a success that comes after the timeout counts while the step only waits for its retry (promise P-2)
 * @param onUnexpectedReboot what follows when the machine reboots in the middle of it (promise P-16); {@code resume} when absent
 */
public record StepDefinition(
        StepId id,
        int sequence,
        String name,
        String type,
        ObjectNode config,
        Seconds timeoutSeconds,
        FailurePolicy onFailure,
        int maxRetries,
        Seconds retryDelaySeconds,
        Backoff backoff,
        Optional<Seconds> maxDelaySeconds,
        double jitter,
        List<Integer> retryOn,
        Optional<NodeState> nextState,
        Optional<StepId> rollbackStepId,
        Seconds heartbeatTimeoutSeconds,
        boolean lateSuccess,
        Optional<RebootPolicy> onUnexpectedReboot) {
    public StepDefinition {
        retryOn = List.copyOf(retryOn);
    }
}
