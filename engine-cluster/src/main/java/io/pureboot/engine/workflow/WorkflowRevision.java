package io.pureboot.engine.workflow;

import io.pureboot.protocol.WorkflowId;
import java.time.Instant;

/**
 * One immutable revision of a workflow.
 *
 * @param revision from 1, one more with each change
 * @param sha256 of the definition's canonical form, 64 hex digits
 */
public record WorkflowRevision(
        WorkflowId id,
        int revision,
        String sha256,
        WorkflowDefinition definition,
        Instant createdAt,
        String createdBy) {}
