package io.pureboot.engine.workflow;

import io.pureboot.protocol.WorkflowId;
import java.util.List;
import java.util.Optional;

/**
 * The definition that an execution is bound to, whatever happens to the workflow later (promise P-20).
 *
 * @param graph with the machine's profile laid under its own values, where there is one
 * @param profile that of the machine at the start
 */
public record PinnedWorkflow(
        WorkflowId id,
        int revision,
        String sha256,
        String name,
        String description,
        CompiledGraph graph,
        List<PinnedTemplate> templates,
        Optional<PinnedProfile> profile) {
    public PinnedWorkflow {
        templates = List.copyOf(templates);
    }

    /** Of no machine yet. */
    public PinnedWorkflow(
            WorkflowId id,
            int revision,
            String sha256,
            String name,
            String description,
            CompiledGraph graph,
            List<PinnedTemplate> templates) {
        this(id, revision, sha256, name, description, graph, templates, Optional.empty());
    }

    /** The same for a machine of that profile. */
    public PinnedWorkflow fitted(CompiledGraph merged, List<PinnedTemplate> all, PinnedProfile fitting) {
        return new PinnedWorkflow(id, revision, sha256, name, description, merged, all, Optional.of(fitting));
    }

    /** What names it. */
    public WorkflowReference reference() {
        return new WorkflowReference(id, revision, templates);
    }
}
