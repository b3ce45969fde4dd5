package io.pureboot.engine.workflow;

import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.util.List;
import java.util.Optional;

/**
 * A workflow as its author wrote it: what is stored as a revision, imported and exported. Its identity (id, revision, hash) is the
 * registry's, see {@link WorkflowRevision}.
 *
 * @param osFamily {@code linux}, {@code windows} or {@code bsd}
 * @param architecture {@code x86_64} or {@code aarch64}
 * @param bootMode {@code bios} or {@code uefi}
 * @param timeoutSeconds how long a whole run may take; no limit when absent
 * @param onCancel the steps that clean up after a cancel, in this order; no part of the forward sequence
 * @param cancelGraceSeconds how long a cancelled execution waits for the agent's word (promise P-10)
 * @param bootLoop how often a machine may boot in one step (promise P-16); {@link BootLoop#USUAL} when absent
 */
public record WorkflowDefinition(
        String name,
        String description,
        String osFamily,
        String architecture,
        String bootMode,
        boolean isActive,
        Optional<Seconds> timeoutSeconds,
        List<StepId> onCancel,
        Seconds cancelGraceSeconds,
        List<StepDefinition> steps,
        Optional<BootLoop> bootLoop) {
    public WorkflowDefinition {
        onCancel = List.copyOf(onCancel);
        steps = List.copyOf(steps);
    }
}
