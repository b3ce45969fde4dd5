package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.registry.WorkflowChange;
import io.pureboot.engine.registry.WorkflowEntry;
import io.pureboot.engine.workflow.WorkflowRevision;
import io.pureboot.engine.workflow.dialect.Inspection;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Problem;
import java.util.List;

/** Workflows, their revisions, and what becomes of them, as answers show them. */
final class WorkflowView {
    private WorkflowView() {}

    static ObjectNode of(WorkflowEntry entry) {
        ObjectNode json = of(entry.current());
        json.set("created_at", Json.mapper().valueToTree(entry.createdAt()));
        json.set("updated_at", Json.mapper().valueToTree(entry.updatedAt()));
        return json;
    }

    static ObjectNode of(WorkflowRevision revision) {
        ObjectNode json = summary(revision);
        json.setAll(PureBootDialect.toJson(revision.definition()));
        return json;
    }

    /** Without the definition. */
    static ObjectNode summary(WorkflowRevision revision) {
        ObjectNode json = Json.mapper()
                .createObjectNode()
                .put("id", revision.id().value())
                .put("revision", revision.revision())
                .put("sha256", revision.sha256());
        json.set("created_at", Json.mapper().valueToTree(revision.createdAt()));
        return json.put("created_by", revision.createdBy());
    }

    /** What has become of a workflow, or would. */
    static ObjectNode of(WorkflowChange change, Inspection inspection) {
        ObjectNode json =
                Json.mapper().createObjectNode().put("change", change.kind().wire());
        change.after()
                .or(change::before)
                .ifPresent(entry -> json.put("id", entry.id().value()));
        json.put("name", change.definition().name())
                .put("revision", change.revision())
                .put("sha256", PureBootDialect.sha256(change.definition()));
        json.set("changes", Json.mapper().valueToTree(change.fields()));
        return warned(json, inspection);
    }

    static ObjectNode warned(ObjectNode json, Inspection inspection) {
        json.set("warnings", Json.mapper().valueToTree(inspection.warnings()));
        return json;
    }

    /** What {@code validate} tells. */
    static ObjectNode verdict(List<Inspection> documents) {
        List<Problem.Fault> errors =
                documents.stream().flatMap(each -> each.errors().stream()).toList();
        List<Problem.Fault> warnings =
                documents.stream().flatMap(each -> each.warnings().stream()).toList();
        ObjectNode verdict = Json.mapper().createObjectNode().put("valid", errors.isEmpty());
        verdict.set("errors", Json.mapper().valueToTree(errors));
        verdict.set("warnings", Json.mapper().valueToTree(warnings));
        return verdict.put("documents", documents.size());
    }
}
