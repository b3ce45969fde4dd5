package io.pureboot.engine;

import io.pureboot.engine.node.Definitions;
import io.pureboot.engine.node.NodeFacts;
import io.pureboot.engine.registry.DeviceProfiles;
import io.pureboot.engine.registry.Registries;
import io.pureboot.engine.registry.Workflows;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.WorkflowReference;
import java.util.concurrent.CompletionStage;

/** The registries, as nodes need them: what a workflow is, and what it is for a machine of that make. */
record ProfiledDefinitions(Workflows workflows, DeviceProfiles profiles) implements Definitions {
    static Definitions of(Registries registries) {
        return new ProfiledDefinitions(registries.workflows(), registries.profiles());
    }

    @Override
    public CompletionStage<PinnedWorkflow> of(WorkflowReference reference) {
        return workflows.again(reference);
    }

    @Override
    public CompletionStage<PinnedWorkflow> fitted(PinnedWorkflow workflow, NodeFacts machine) {
        return profiles.fitted(workflow, machine.vendor(), machine.model());
    }
}
