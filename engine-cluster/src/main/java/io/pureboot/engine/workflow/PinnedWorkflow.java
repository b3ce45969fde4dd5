package io.pureboot.engine.workflow;

import io.pureboot.protocol.WorkflowId;
import java.util.List;

/** The definition that an execution is bound to, whatever happens to the workflow later (promise P-20). */
public record PinnedWorkflow(
        WorkflowId id,
        int revision,
        String sha256,
        String name,
        String description,
        CompiledGraph graph,
        List<PinnedTemplate> templates) {
    public PinnedWorkflow {
        templates = List.copyOf(templates);
    }

    /** What names it. */
    public WorkflowReference reference() {
        return new WorkflowReference(id, revision, templates);
    }
}
