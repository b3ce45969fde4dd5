package io.pureboot.engine.registry;

import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Page;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.engine.workflow.WorkflowReference;
import io.pureboot.engine.workflow.WorkflowRevision;
import io.pureboot.protocol.WorkflowId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The workflows, as every engine node sees them. Changes go through the cluster's one WorkflowRegistry and are answered once every
 * node reads them; reads come from PostgreSQL and go on while the registry moves. A stage fails when the registry or PostgreSQL is away.
 */
public interface Workflows {
    /** Makes a workflow with revision 1. With a key, the id is made from the key: the same key and definition give the same workflow. */
    CompletionStage<RegistryAnswer<WorkflowEntry>> create(
            WorkflowDefinition definition, String by, Optional<String> idempotencyKey);

    /**
     * Makes the definition the current revision; one that equals the current revision changes nothing.
     *
     * @param ifMatch an {@code If-Match} header: the hash of the revision that is to be replaced, quoted or not, or {@code *}
     */
    CompletionStage<RegistryAnswer<WorkflowEntry>> update(
            WorkflowId id, WorkflowDefinition definition, Optional<String> ifMatch, String by);

    /** What {@link #create} would do now. */
    CompletionStage<RegistryAnswer<WorkflowChange>> considerCreation(
            WorkflowDefinition definition, String by, Optional<String> idempotencyKey);

    /** What {@link #update} would do now. */
    CompletionStage<RegistryAnswer<WorkflowChange>> considerUpdate(
            WorkflowId id, WorkflowDefinition definition, Optional<String> ifMatch, String by);

    /**
     * Keeps all of them, or none: each as the next revision of the workflow of its name, or as a new workflow.
     *
     * @param definitions of different names
     * @param consider to do nothing, and to say what would be done
     * @return what became of each, in the same order
     */
    CompletionStage<RegistryAnswer<List<WorkflowChange>>> importAll(
            List<WorkflowDefinition> definitions, boolean consider, String by);

    /**
     * Takes it out of sight and frees its name; running executions and the revisions stay (promise P-20).
     *
     * @param force although it is assigned to nodes or groups
     */
    CompletionStage<RegistryAnswer<WorkflowEntry>> delete(
            WorkflowId id, boolean force, Optional<String> ifMatch, String by);

    /** The workflow, unless it is unknown or deleted. */
    CompletionStage<Optional<WorkflowEntry>> get(WorkflowId id);

    /** The workflow of that name, unless it is deleted. */
    CompletionStage<Optional<WorkflowEntry>> findByName(String name);

    /** One revision, also of a deleted workflow; kept in memory once read. */
    CompletionStage<Optional<WorkflowRevision>> revision(WorkflowId id, int revision);

    /** All revisions, newest first; empty when the workflow is unknown. */
    CompletionStage<List<WorkflowRevision>> revisions(WorkflowId id);

    /**
     * Those that are not deleted, newest first.
     *
     * @param limit 1 to 1000; other values are cut to that range
     */
    CompletionStage<Page<WorkflowEntry>> list(WorkflowFilter filter, Optional<Cursor> after, int limit);

    /** What a start binds an execution to: the current revision compiled, and the versions of all templates it reaches. */
    CompletionStage<RegistryAnswer<PinnedWorkflow>> pinned(WorkflowId id);

    /** What {@link #pinned} gave when it gave this reference. Fails when its revision is not to be had. */
    CompletionStage<PinnedWorkflow> again(WorkflowReference reference);
}
