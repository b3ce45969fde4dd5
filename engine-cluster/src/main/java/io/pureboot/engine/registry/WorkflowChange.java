package io.pureboot.engine.registry;

import com.fasterxml.jackson.annotation.JsonValue;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.engine.workflow.catalog.FieldChange;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What becomes of a workflow with a definition, or would.
 *
 * @param before the workflow as it was
 * @param after the workflow as it is now; absent when the change was only considered
 */
public record WorkflowChange(
        Kind kind, WorkflowDefinition definition, Optional<WorkflowEntry> before, Optional<WorkflowEntry> after) {
    /** How much changes. */
    public enum Kind {
        CREATED,
        UPDATED,
        UNCHANGED;

        /** Its name in answers: lower case. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What {@code definition} would make of a workflow. */
    static WorkflowChange considered(Optional<WorkflowEntry> before, WorkflowDefinition definition) {
        String sha256 = PureBootDialect.sha256(definition);
        Kind kind = before.map(entry -> entry.current().sha256().equals(sha256) ? Kind.UNCHANGED : Kind.UPDATED)
                .orElse(Kind.CREATED);
        return new WorkflowChange(kind, definition, before, Optional.empty());
    }

    WorkflowChange done(Optional<WorkflowEntry> now) {
        return new WorkflowChange(kind, definition, before, now);
    }

    /** The number of the revision that the definition is, or would be. */
    public int revision() {
        int current = before.map(entry -> entry.current().revision()).orElse(0);
        return after.map(entry -> entry.current().revision()).orElse(kind == Kind.UNCHANGED ? current : current + 1);
    }

    /** The fields that differ from what was before; none of a new workflow. */
    public List<FieldChange> fields() {
        return before.map(entry -> FieldChange.between(
                        PureBootDialect.toJson(entry.current().definition()), PureBootDialect.toJson(definition)))
                .orElse(List.of());
    }
}
