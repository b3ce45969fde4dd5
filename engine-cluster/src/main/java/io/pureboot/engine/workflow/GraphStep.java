package io.pureboot.engine.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.util.List;
import java.util.Optional;

/**
 * A step of a {@link CompiledGraph}.
 *
 * @param onSuccess the steps that may start when this one has succeeded or was skipped; each starts once all its predecessors have
 * @param onUnexpectedReboot {@code resume} when absent
 */
public record GraphStep(
        StepId id,
        int sequence,
        String name,
        String type,
        ObjectNode config,
        Behaviour behaviour,
        Seconds timeout,
        FailurePolicy onFailure,
        RetrySchedule retry,
        Optional<NodeState> nextState,
        Optional<StepId> rollbackStep,
        Seconds heartbeatTimeout,
        boolean lateSuccess,
        List<StepId> onSuccess,
        Optional<RebootPolicy> onUnexpectedReboot) {
    public GraphStep {
        onSuccess = List.copyOf(onSuccess);
    }

    /** What follows when the machine reboots in the middle of an attempt (promise P-16). */
    RebootPolicy rebootPolicy() {
        return onUnexpectedReboot.orElse(RebootPolicy.RESUME);
    }
}
