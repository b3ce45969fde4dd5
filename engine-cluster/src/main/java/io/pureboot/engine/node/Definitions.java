package io.pureboot.engine.node;

import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.WorkflowReference;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The way back from a reference in a node's history to the definition itself. A failed stage means "not now": it is asked again. */
@FunctionalInterface
public interface Definitions {
    CompletionStage<PinnedWorkflow> of(WorkflowReference reference);

    /** The workflow as that machine runs it: with what its make needs, bound to its execution from then on. */
    default CompletionStage<PinnedWorkflow> fitted(PinnedWorkflow workflow, NodeFacts machine) {
        return CompletableFuture.completedStage(workflow);
    }
}
