package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.dispatch.Assignments;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Fields;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.node.NodeAnswer;
import io.pureboot.engine.node.NodeRefusal;
import io.pureboot.engine.node.NodeView;
import io.pureboot.engine.node.Nodes;
import io.pureboot.engine.query.NodeFilter;
import io.pureboot.engine.query.NodeTable;
import io.pureboot.engine.registry.DeviceProfiles;
import io.pureboot.engine.registry.Groups;
import io.pureboot.engine.registry.Workflows;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.WorkflowId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/nodes}: the inventory. */
final class NodeRoutes {
    private static final String PATH = "/api/v1/nodes/";
    private static final int LONGEST_COMMENT = 2000;

    private final Nodes nodes;
    private final NodeTable table;
    private final Groups groups;
    private final Workflows workflows;
    private final DeviceProfiles profiles;
    private final Assignments assignments;
    private final PageSize pages;

    NodeRoutes(
            Nodes nodes,
            NodeTable table,
            Groups groups,
            Workflows workflows,
            DeviceProfiles profiles,
            Assignments assignments,
            PageSize pages) {
        this.nodes = nodes;
        this.table = table;
        this.groups = groups;
        this.workflows = workflows;
        this.profiles = profiles;
        this.assignments = assignments;
        this.pages = pages;
    }

    CompletionStage<HttpResponse> list(Call call) {
        return filter(call)
                .then(filter -> pages.slice(call).map(slice -> table.list(filter, slice.after(), slice.limit())))
                .serve(page -> PageSize.answer(page, row -> row));
    }

    private static Read<NodeFilter> filter(Call call) {
        return call.parameter("state", text -> Words.of(text, NodeState::parse), "node states, separated by commas")
                .then(states -> call.parameter("group_id", GroupId::parse, "an id")
                        .map(group -> new NodeFilter(states.orElse(Set.of()), group, call.query("q"))));
    }

    CompletionStage<HttpResponse> register(Call call) {
        return call.idempotencyKey()
                .then(key -> call.object()
                        .then(NodeBodies::registration)
                        .map(node -> assignable(
                                node.groupId(),
                                node.workflowId(),
                                () -> nodes.register(node, call.by(), key)
                                        .thenApply(answer -> or(
                                                answer,
                                                (view, duplicate) ->
                                                        Answers.created(PATH + view.id(), duplicate, json(view)))))))
                .serve(stage -> stage);
    }

    /** With the workflow that it runs when nobody names one, and who has assigned that. */
    CompletionStage<HttpResponse> get(Call call) {
        return id(call).serve(id -> nodes.get(id)
                .thenCompose(node -> node.filter(found -> found.deletedAt().isEmpty())
                        .map(found -> assigned(found).thenCombine(profile(found), (workflow, profile) -> {
                            ObjectNode json = json(found);
                            workflow.ifPresent(shown -> json.set("workflow", shown));
                            profile.ifPresent(shown -> json.set("device_profile", shown));
                            return Answers.json(json);
                        }))
                        .orElseGet(() -> CompletableFuture.completedStage(unknown(id)))));
    }

    /** The device profile that an execution would be started with now. */
    private CompletionStage<Optional<ObjectNode>> profile(NodeView node) {
        return profiles.match(node.vendor(), node.model())
                .thenApply(match -> match.map(found -> Json.mapper()
                        .createObjectNode()
                        .put("name", found.profile().name())
                        .put("why", found.why())))
                .exceptionally(away -> Optional.empty());
    }

    /** Nodes are shown while the database is away (promise P-24), then without what lies in tables. */
    private CompletionStage<Optional<ObjectNode>> assigned(NodeView node) {
        return assignments
                .of(node)
                .thenCompose(assigned -> assigned.map(this::assigned)
                        .orElseGet(() -> CompletableFuture.completedStage(Optional.empty())))
                .exceptionally(away -> Optional.empty());
    }

    private CompletionStage<Optional<ObjectNode>> assigned(Assignments.Assigned assigned) {
        ObjectNode json =
                Json.mapper().createObjectNode().put("id", assigned.id().value());
        return workflows
                .get(assigned.id())
                .thenApply(found -> {
                    found.ifPresent(workflow -> json.put("name", workflow.name()));
                    return found;
                })
                .exceptionally(away -> Optional.empty())
                .thenApply(found -> Optional.of(json.put("from", assigned.from().wire())));
    }

    /** Has one that is quarantined tried again (promise P-27). */
    CompletionStage<HttpResponse> release(Call call) {
        return id(call).serve(id -> nodes.release(id)
                .thenApply(node -> node.map(found -> Answers.json(json(found))).orElseGet(() -> unknown(id))));
    }

    CompletionStage<HttpResponse> patch(Call call) {
        return id(call).then(id -> call.object()
                        .then(NodeBodies::patch)
                        .map(patch -> assignable(
                                patch.groupId(),
                                patch.workflowId(),
                                () -> nodes.patch(id, patch, call.by()).thenApply(NodeRoutes::shown))))
                .serve(stage -> stage);
    }

    CompletionStage<HttpResponse> delete(Call call) {
        return id(call).serve(id ->
                nodes.delete(id, call.by()).thenApply(answer -> or(answer, (view, duplicate) -> Answers.nothing())));
    }

    CompletionStage<HttpResponse> move(Call call) {
        return id(call).then(id -> call.object().then(body -> move(id, body, call)))
                .serve(stage -> stage);
    }

    private Read<CompletionStage<HttpResponse>> move(NodeId id, ObjectNode body, Call call) {
        Fields fields = new Fields(body);
        fields.demand("state");
        Optional<NodeState> state =
                fields.parsed("state", NodeState::parse, "unknown_state", "a state that nodes can have");
        Optional<String> comment = fields.text("comment", LONGEST_COMMENT);
        boolean force = fields.flag("force").orElse(false);
        return fields.read(() ->
                nodes.move(id, state.orElseThrow(), force, comment, call.by()).thenApply(NodeRoutes::shown));
    }

    /** Every move of a node, of a deleted one too. */
    CompletionStage<HttpResponse> history(Call call) {
        return id(call).serve(id -> nodes.get(id)
                .thenApply(node -> node.map(found -> Answers.page(found.history(), Optional.empty()))
                        .orElseGet(() -> unknown(id))));
    }

    /** Goes on when group and workflow are there; else says which is not. */
    private CompletionStage<HttpResponse> assignable(
            Optional<GroupId> group, Optional<WorkflowId> workflow, Supplier<CompletionStage<HttpResponse>> next) {
        CompletionStage<Boolean> groupThere = group.map(id -> groups.get(id).thenApply(Optional::isPresent))
                .orElseGet(() -> CompletableFuture.completedStage(true));
        CompletionStage<Boolean> workflowThere = workflow.map(
                        id -> workflows.get(id).thenApply(Optional::isPresent))
                .orElseGet(() -> CompletableFuture.completedStage(true));
        return groupThere
                .thenCombine(workflowThere, NodeRoutes::missing)
                .thenCompose(faults -> faults.isEmpty()
                        ? next.get()
                        : CompletableFuture.completedStage(Answers.problem(Problems.of(
                                        "invalid-body",
                                        faults.getFirst().path() + " "
                                                + faults.getFirst().message())
                                .errors(faults))));
    }

    private static List<Problem.Fault> missing(boolean groupThere, boolean workflowThere) {
        List<Problem.Fault> faults = new ArrayList<>();
        if (!groupThere) {
            faults.add(Problem.Fault.at("/group_id", "group_not_found", "names no group"));
        }
        if (!workflowThere) {
            faults.add(Problem.Fault.at("/workflow_id", "workflow_not_found", "names no workflow"));
        }
        return faults;
    }

    static Read<NodeId> id(Call call) {
        return call.id("node", NodeId::parse);
    }

    static HttpResponse unknown(NodeId id) {
        return Answers.problem(Problems.of("node-unknown", "no node has the id " + id));
    }

    private static HttpResponse shown(NodeAnswer answer) {
        return or(answer, (view, duplicate) -> Answers.json(json(view)));
    }

    private static HttpResponse or(NodeAnswer answer, BiFunction<NodeView, Boolean, HttpResponse> shown) {
        return switch (answer) {
            case NodeAnswer.Done(NodeView view, boolean duplicate) -> shown.apply(view, duplicate);
            case NodeAnswer.Refused(NodeRefusal refusal) -> Refusals.of(refusal);
        };
    }

    /** All of it but its history, which has a URL of its own. */
    private static ObjectNode json(NodeView view) {
        ObjectNode json = Json.mapper().valueToTree(view);
        json.remove("history");
        json.remove("workflow_by_rule");
        return json;
    }
}
