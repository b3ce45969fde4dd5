package io.pureboot.engine.workflow.catalog;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.WorkflowId;
import java.time.Instant;
import java.util.List;

/** What has happened to the catalog of workflows. Released shapes are frozen (promise P-29). */
public sealed interface WorkflowCatalogEvent {
    Instant at();

    WorkflowId id();

    /**
     * It exists, with revision 1.
     *
     * @param templates the templates that it names, as written
     */
    record WorkflowCreated(
            Instant at,
            WorkflowId id,
            String name,
            String sha256,
            List<String> templates,
            ObjectNode definition,
            String by)
            implements WorkflowCatalogEvent {
        public WorkflowCreated {
            templates = List.copyOf(templates);
        }
    }

    /**
     * It has another current revision.
     *
     * @param revision 2 or more, one more than the last
     */
    record WorkflowRevised(
            Instant at,
            WorkflowId id,
            int revision,
            String name,
            String sha256,
            List<String> templates,
            ObjectNode definition,
            String by)
            implements WorkflowCatalogEvent {
        public WorkflowRevised {
            templates = List.copyOf(templates);
        }
    }

    /** It is out of sight and its name is free; its revisions stay. */
    record WorkflowDeleted(Instant at, WorkflowId id, String by) implements WorkflowCatalogEvent {}
}
