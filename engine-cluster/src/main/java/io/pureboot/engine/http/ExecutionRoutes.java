package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.access.CallbackTokens;
import io.pureboot.engine.dispatch.Assignments;
import io.pureboot.engine.dispatch.Prefetching;
import io.pureboot.engine.execution.ExecutionAnswer;
import io.pureboot.engine.execution.Executions;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Fields;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.node.NodeRefusal;
import io.pureboot.engine.node.Nodes;
import io.pureboot.engine.node.StartAnswer;
import io.pureboot.engine.query.ExecutionFilter;
import io.pureboot.engine.query.ExecutionTable;
import io.pureboot.engine.query.SubTasks;
import io.pureboot.engine.registry.RegistryAnswer;
import io.pureboot.engine.registry.Workflows;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.Refusal;
import io.pureboot.engine.workflow.catalog.CatalogRefusal;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.StepId;
import io.pureboot.protocol.WorkflowId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/executions}, and the two URLs below a node that start and list them. */
final class ExecutionRoutes {
    private static final String PATH = "/api/v1/executions/";
    static final int LONGEST_REASON = 2000;

    private final Executions executions;
    private final ExecutionTable table;
    private final SubTasks subTasks;
    private final Nodes nodes;
    private final Workflows workflows;
    private final Assignments assignments;
    private final CallbackTokens tokens;
    private final Prefetching prefetching;
    private final PageSize pages;

    ExecutionRoutes(
            Executions executions,
            ExecutionTable table,
            SubTasks subTasks,
            Nodes nodes,
            Workflows workflows,
            Assignments assignments,
            CallbackTokens tokens,
            Prefetching prefetching,
            PageSize pages) {
        this.executions = executions;
        this.table = table;
        this.subTasks = subTasks;
        this.nodes = nodes;
        this.workflows = workflows;
        this.assignments = assignments;
        this.tokens = tokens;
        this.prefetching = prefetching;
        this.pages = pages;
    }

    CompletionStage<HttpResponse> list(Call call) {
        return filter(call).then(filter -> page(call, filter)).serve(stage -> stage);
    }

    CompletionStage<HttpResponse> listOfNode(Call call) {
        return NodeRoutes.id(call)
                .then(node -> page(call, ExecutionFilter.ofNode(node)).map(page -> known(node, page)))
                .serve(stage -> stage);
    }

    private CompletionStage<HttpResponse> known(NodeId node, CompletionStage<HttpResponse> page) {
        return nodes.get(node)
                .thenCompose(
                        found -> found.isPresent() ? page : CompletableFuture.completedStage(NodeRoutes.unknown(node)));
    }

    private Read<CompletionStage<HttpResponse>> page(Call call, ExecutionFilter filter) {
        return pages.slice(call)
                .map(slice -> PageSize.answer(table.list(filter, slice.after(), slice.limit()), row -> row));
    }

    private static Read<ExecutionFilter> filter(Call call) {
        return call.parameter(
                        "status",
                        text -> Words.of(text, ExecutionStatus::parse),
                        "execution statuses, separated by commas")
                .then(statuses -> call.parameter("workflow_id", WorkflowId::parse, "an id")
                        .then(workflow -> call.parameter("node_id", NodeId::parse, "an id")
                                .then(node -> call.parameter("group_id", GroupId::parse, "an id")
                                        .then(group -> call.parameter("step", StepId::parse, "an id")
                                                .then(step -> call.moment("since")
                                                        .then(since -> call.moment("until")
                                                                .map(until -> new ExecutionFilter(
                                                                        statuses.orElse(Set.of()),
                                                                        workflow,
                                                                        node,
                                                                        group,
                                                                        step,
                                                                        since,
                                                                        until,
                                                                        call.query("q")))))))));
    }

    private record Start(Optional<WorkflowId> workflow, ObjectNode parameters) {}

    /** Starts a workflow on the node, the assigned one when none is named; the answer has the token of the execution's callbacks. */
    CompletionStage<HttpResponse> execute(Call call) {
        return NodeRoutes.id(call)
                .then(node -> call.idempotencyKey()
                        .then(key -> call.optionalObject()
                                .then(ExecutionRoutes::start)
                                .map(start -> execute(node, start, call.by(), key))))
                .serve(stage -> stage);
    }

    private static Read<Start> start(ObjectNode body) {
        Fields fields = new Fields(body);
        Optional<WorkflowId> workflow = fields.parsed("workflow_id", WorkflowId::parse, "malformed_id", "an id");
        Optional<ObjectNode> parameters = fields.object("parameters");
        return fields.read(() ->
                new Start(workflow, parameters.orElseGet(() -> Json.mapper().createObjectNode())));
    }

    private CompletionStage<HttpResponse> execute(NodeId node, Start start, String by, Optional<String> key) {
        return start.workflow()
                .map(named -> execute(node, named, start.parameters(), by, key))
                .orElseGet(() -> nodes.get(node)
                        .thenCompose(found -> found.map(known -> assignments
                                        .of(known)
                                        .thenCompose(assigned -> assigned.map(workflow ->
                                                        execute(node, workflow.id(), start.parameters(), by, key))
                                                .orElseGet(() -> CompletableFuture.completedStage(unassigned(node)))))
                                .orElseGet(() -> CompletableFuture.completedStage(NodeRoutes.unknown(node)))));
    }

    private static HttpResponse unassigned(NodeId node) {
        return Answers.problem(
                Problems.of("workflow-not-assigned", "no workflow is assigned to node " + node + ", nor to its group"));
    }

    private CompletionStage<HttpResponse> execute(
            NodeId node, WorkflowId workflow, ObjectNode parameters, String by, Optional<String> key) {
        return workflows.pinned(workflow).thenCompose(pinned -> switch (pinned) {
            case RegistryAnswer.Refused<PinnedWorkflow>(CatalogRefusal refusal) ->
                CompletableFuture.completedStage(Refusals.of(refusal));
            case RegistryAnswer.Done<PinnedWorkflow> done ->
                nodes.start(node, ExecutionId.fresh(), done.value(), parameters, by, key)
                        .thenCompose(this::started);
        });
    }

    private CompletionStage<HttpResponse> started(StartAnswer answer) {
        return switch (answer) {
            case StartAnswer.Refused(NodeRefusal refusal) -> CompletableFuture.completedStage(Refusals.of(refusal));
            case StartAnswer.Started(ExecutionId id, boolean duplicate) ->
                shown(id, execution -> {
                    prefetching.begun(execution);
                    return view(
                                    execution,
                                    Optional.of(tokens.of(
                                            id, execution.machineBoots().tokenGeneration())))
                            .thenApply(view -> Answers.created(PATH + id, duplicate, view));
                });
        };
    }

    CompletionStage<HttpResponse> get(Call call) {
        return id(call).serve(id -> shown(id, this::shown));
    }

    /** Has one that is quarantined tried again; the answer is what {@link #get} says then. */
    CompletionStage<HttpResponse> release(Call call) {
        return id(call).serve(id -> executions
                .release(id)
                .thenCompose(found ->
                        found.map(this::shown).orElseGet(() -> CompletableFuture.completedStage(unknown(id)))));
    }

    CompletionStage<HttpResponse> steps(Call call) {
        return id(call).serve(id -> shown(
                id,
                execution -> subTasks.list(id)
                        .thenApply(subs ->
                                Answers.page(ExecutionView.steps(execution, Optional.of(subs)), Optional.empty()))));
    }

    CompletionStage<HttpResponse> cancel(Call call) {
        return id(call).then(id -> call.flag("force")
                        .then(force -> call.optionalObject().then(body -> {
                            Fields fields = new Fields(body);
                            Optional<String> reason = fields.text("reason", LONGEST_REASON);
                            boolean forced =
                                    fields.flag("force").or(() -> force).orElse(false);
                            return fields.read(
                                    () -> executions.ask(id, new ExecutionCommand.Cancel(call.by(), reason, forced)));
                        })))
                .serve(stage -> stage.thenCompose(this::shown));
    }

    /** Runs it again after its end, from the step that failed or the one that is named. */
    CompletionStage<HttpResponse> retry(Call call) {
        return id(call).then(id -> call.parameter("from", StepId::parse, "a step's id")
                        .then(from -> call.optionalObject().then(body -> {
                            Fields fields = new Fields(body);
                            Optional<String> reason = fields.text("reason", LONGEST_REASON);
                            Optional<StepId> step = fields.parsed("from", StepId::parse, "malformed_id", "a step's id");
                            return fields.read(() -> retry(id, step.or(() -> from), call.by(), reason));
                        })))
                .serve(stage -> stage);
    }

    private CompletionStage<HttpResponse> retry(
            ExecutionId id, Optional<StepId> from, String by, Optional<String> reason) {
        return shown(
                id,
                execution -> nodes.retry(execution.nodeId(), id, from, by, reason)
                        .thenCompose(answer -> switch (answer) {
                            case StartAnswer.Refused(NodeRefusal refusal) ->
                                CompletableFuture.completedStage(Refusals.of(refusal));
                            case StartAnswer.Started started -> shown(id, this::shown);
                        }));
    }

    /** The execution as it stands after a command, or why that did not hold. */
    CompletionStage<HttpResponse> shown(ExecutionAnswer answer) {
        return switch (answer) {
            case ExecutionAnswer.Done(Execution execution, boolean duplicate) -> shown(execution);
            case ExecutionAnswer.Refused(Refusal refusal, Optional<Execution> execution) ->
                CompletableFuture.completedStage(Refusals.of(refusal, execution));
        };
    }

    CompletionStage<HttpResponse> shown(Execution execution) {
        return view(execution, Optional.empty()).thenApply(Answers::json);
    }

    private CompletionStage<ExecutionView> view(Execution execution, Optional<String> token) {
        // People see what is in memory also while the database is away (promise P-24), then without what lies in
        // tables.
        return subTasks.list(execution.id())
                .exceptionally(away -> List.of())
                .thenApply(subs -> ExecutionView.of(execution, subs, token));
    }

    CompletionStage<HttpResponse> shown(ExecutionId id, Function<Execution, CompletionStage<HttpResponse>> shown) {
        return executions
                .get(id)
                .thenCompose(found -> found.map(shown).orElseGet(() -> CompletableFuture.completedStage(unknown(id))));
    }

    static Read<ExecutionId> id(Call call) {
        return call.id("execution", ExecutionId::parse);
    }

    static HttpResponse unknown(ExecutionId id) {
        return Answers.problem(Problems.of("execution-unknown", "no execution has the id " + id));
    }
}
