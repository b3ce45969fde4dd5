package io.pureboot.engine.dispatch;

import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.StepId;
import java.util.Optional;

/**
 * Where a machine reaches what belongs to its execution.
 *
 * @param server the edge's URL, without a slash at the end
 * @param token the execution's; it stands in the URL where the caller can set no header
 */
record MachineUrls(String server, ExecutionId execution, String token) {
    /**
     * Where cloud-init says that the installed system is up.
     *
     * @param of the step for which it says so: part of the identity of what it says (promise P-1)
     * @param attempt that waits for it, or will: a later one does not (promise P-3)
     */
    String phoneHome(Optional<StepId> of, Optional<Integer> attempt) {
        return callback() + "/phone-home?token=" + token + about(of, attempt);
    }

    private static String about(Optional<StepId> of, Optional<Integer> attempt) {
        return of.map(step -> "&step=" + step).orElse("")
                + attempt.map(number -> "&attempt=" + number).orElse("");
    }

    /**
     * Where cloud-init and curtin send their events.
     *
     * @param of the step which the end of the installed system's cloud-init completes, and its attempt; none for an installer's
     */
    String events(Optional<StepId> of, Optional<Integer> attempt) {
        return callback() + "/report?token=" + token + about(of, attempt);
    }

    /** Where an agent reports on a step. */
    String report(StepId step) {
        return callback() + "/step/" + step;
    }

    /** The NoCloud directory. */
    String seed() {
        return server + "/cloud-init/" + execution + "/";
    }

    private String callback() {
        return server + "/api/v1/callback/" + execution;
    }
}
