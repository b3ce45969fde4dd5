package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Fields;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.registry.GroupFields;
import io.pureboot.engine.registry.GroupPatch;
import io.pureboot.engine.registry.Groups;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.WorkflowId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/groups}. */
final class GroupRoutes {
    private static final String PATH = "/api/v1/groups/";
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_TEXT = 10_000;

    private final Groups groups;
    private final PageSize pages;

    GroupRoutes(Groups groups, PageSize pages) {
        this.groups = groups;
        this.pages = pages;
    }

    CompletionStage<HttpResponse> list(Call call) {
        return pages.slice(call)
                .map(slice -> groups.list(call.query("q"), slice.after(), slice.limit()))
                .serve(page -> PageSize.answer(page, group -> group));
    }

    CompletionStage<HttpResponse> create(Call call) {
        return call.idempotencyKey()
                .then(key -> call.object().then(GroupRoutes::fields).map(group -> groups.create(group, key)))
                .serve(stage -> stage.thenApply(answer -> Refusals.or(
                        answer, (group, duplicate) -> Answers.created(PATH + group.id(), duplicate, group))));
    }

    private static Read<GroupFields> fields(ObjectNode body) {
        Fields fields = new Fields(body);
        String name = fields.requiredText("name", LONGEST_NAME);
        Optional<String> description = fields.text("description", LONGEST_TEXT);
        Optional<WorkflowId> workflow = workflow(fields);
        Optional<ObjectNode> metadata = fields.object("metadata");
        return fields.read(() -> new GroupFields(
                name,
                description.orElse(""),
                workflow,
                metadata.orElseGet(() -> Json.mapper().createObjectNode())));
    }

    private static Optional<WorkflowId> workflow(Fields fields) {
        return fields.parsed("workflow_id", WorkflowId::parse, "malformed_id", "an id");
    }

    CompletionStage<HttpResponse> get(Call call) {
        return id(call).serve(id -> groups.get(id)
                .thenApply(group -> group.map(Answers::json)
                        .orElseGet(
                                () -> Answers.problem(Problems.of("group-not-found", "no group has the id " + id)))));
    }

    CompletionStage<HttpResponse> patch(Call call) {
        return id(call).then(id -> call.object().then(GroupRoutes::patch).map(patch -> groups.patch(id, patch)))
                .serve(stage -> stage.thenApply(answer -> Refusals.or(answer, (group, same) -> Answers.json(group))));
    }

    private static Read<GroupPatch> patch(ObjectNode body) {
        Fields fields = new Fields(body);
        Optional<String> name = fields.text("name", LONGEST_NAME);
        Optional<String> description = fields.text("description", LONGEST_TEXT);
        Optional<WorkflowId> workflow = workflow(fields);
        Optional<ObjectNode> metadata = fields.object("metadata");
        return fields.read(() -> new GroupPatch(
                name, description, fields.has("workflow_id") ? Optional.of(workflow) : Optional.empty(), metadata));
    }

    CompletionStage<HttpResponse> delete(Call call) {
        return id(call).map(groups::delete)
                .serve(stage -> stage.thenApply(answer -> Refusals.or(answer, (group, same) -> Answers.nothing())));
    }

    private static Read<GroupId> id(Call call) {
        return call.id("group", GroupId::parse);
    }
}
