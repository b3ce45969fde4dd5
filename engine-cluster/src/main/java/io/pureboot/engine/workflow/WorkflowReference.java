package io.pureboot.engine.workflow;

import io.pureboot.protocol.WorkflowId;
import java.util.List;

/**
 * Names a {@link PinnedWorkflow} without repeating it: revisions and template versions never change, so the same reference leads to the
 * same definition at any time (promises P-19 and P-20).
 */
public record WorkflowReference(WorkflowId id, int revision, List<PinnedTemplate> templates) {
    public WorkflowReference {
        templates = List.copyOf(templates);
    }
}
