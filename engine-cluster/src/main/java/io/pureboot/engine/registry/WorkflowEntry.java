package io.pureboot.engine.registry;

import io.pureboot.engine.workflow.WorkflowRevision;
import io.pureboot.protocol.WorkflowId;
import java.time.Instant;
import java.util.Optional;

/**
 * A workflow with its current revision. Its ETag is the revision's {@code sha256} in quotes.
 *
 * @param createdAt when its first revision was made
 * @param deletedAt when it was deleted; its revisions stay readable
 */
public record WorkflowEntry(WorkflowRevision current, Instant createdAt, Optional<Instant> deletedAt) {
    public WorkflowId id() {
        return current.id();
    }

    public String name() {
        return current.definition().name();
    }

    public Instant updatedAt() {
        return current.createdAt();
    }
}
