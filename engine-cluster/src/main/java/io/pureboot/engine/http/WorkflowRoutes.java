package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.registry.RegistryAnswer;
import io.pureboot.engine.registry.Templates;
import io.pureboot.engine.registry.WorkflowChange;
import io.pureboot.engine.registry.WorkflowEntry;
import io.pureboot.engine.registry.WorkflowFilter;
import io.pureboot.engine.registry.Workflows;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.engine.workflow.dialect.Inspection;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.WorkflowId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** {@code /api/v1/workflows}. */
final class WorkflowRoutes {
    private static final String PATH = "/api/v1/workflows/";

    private final Workflows workflows;
    private final DefinitionCheck check;
    private final PageSize pages;

    WorkflowRoutes(Workflows workflows, Templates templates, PageSize pages) {
        this.workflows = workflows;
        this.check = new DefinitionCheck(templates);
        this.pages = pages;
    }

    CompletionStage<HttpResponse> list(Call call) {
        return filter(call)
                .then(filter -> pages.slice(call).map(slice -> workflows.list(filter, slice.after(), slice.limit())))
                .serve(page -> PageSize.answer(page, WorkflowView::of));
    }

    private static Read<WorkflowFilter> filter(Call call) {
        return call.flag("is_active")
                .map(active -> new WorkflowFilter(
                        call.query("os_family"),
                        call.query("architecture"),
                        call.query("boot_mode"),
                        active,
                        call.query("q")));
    }

    /** {@code ?dry_run} only says what would become of it. */
    CompletionStage<HttpResponse> create(Call call) {
        return call.idempotencyKey()
                .then(key -> call.flag("dry_run")
                        .then(dry -> check.document(call)
                                .map(stage -> stage.thenCompose(inspection -> accepted(
                                        inspection,
                                        definition -> dry.orElse(false)
                                                ? considered(
                                                        workflows.considerCreation(definition, call.by(), key),
                                                        inspection)
                                                : workflows
                                                        .create(definition, call.by(), key)
                                                        .thenApply(answer -> Refusals.or(
                                                                answer,
                                                                (entry, same) -> created(entry, same, inspection))))))))
                .serve(stage -> stage);
    }

    CompletionStage<HttpResponse> get(Call call) {
        return found(call, entry -> shown(entry, WorkflowView.of(entry)));
    }

    /** {@code ?dry_run} only says what would become of it. */
    CompletionStage<HttpResponse> update(Call call) {
        Optional<String> ifMatch = call.header("If-Match");
        return id(call).then(id -> itself(call, id)
                        .then(same -> call.flag("dry_run")
                                .then(dry -> check.document(call)
                                        .map(stage -> stage.thenCompose(inspection -> accepted(
                                                inspection,
                                                definition -> dry.orElse(false)
                                                        ? considered(
                                                                workflows.considerUpdate(
                                                                        id, definition, ifMatch, call.by()),
                                                                inspection)
                                                        : workflows
                                                                .update(id, definition, ifMatch, call.by())
                                                                .thenApply(answer -> updated(answer, inspection))))))))
                .serve(stage -> stage);
    }

    /** What was read may be sent back with its id, but not to another one's URL. */
    private static Read<WorkflowId> itself(Call call, WorkflowId id) {
        return call.saysYaml()
                ? Read.fine(id)
                : call.object()
                        .then(json -> json.path("id").asText(id.value()).equals(id.value())
                                ? Read.fine(id)
                                : Read.refused(Refusals.definition(List.of(Problem.Fault.at(
                                        "/id", "other_workflow", "is not the id in the path: " + id)))));
    }

    /** {@code ?force} also of one that is assigned: machines that would begin it boot from their disks. */
    CompletionStage<HttpResponse> delete(Call call) {
        return id(call).then(id -> call.flag("force")
                        .map(force -> workflows.delete(id, force.orElse(false), call.header("If-Match"), call.by())))
                .serve(stage -> stage.thenApply(answer -> Refusals.or(answer, (entry, same) -> Answers.nothing())));
    }

    CompletionStage<HttpResponse> revisions(Call call) {
        return id(call).serve(id -> workflows
                .revisions(id)
                .thenApply(revisions -> revisions.isEmpty()
                        ? unknown(id)
                        : Answers.page(
                                revisions.stream().map(WorkflowView::summary).toList(), Optional.empty())));
    }

    CompletionStage<HttpResponse> revision(Call call) {
        return id(call).then(
                        id -> call.id("revision", WorkflowRoutes::number).map(number -> workflows.revision(id, number)))
                .serve(stage -> stage.thenApply(found -> found.map(revision ->
                                Answers.withETag(Answers.json(WorkflowView.of(revision)), revision.sha256()))
                        .orElseGet(() -> Answers.problem(
                                Problems.of("revision-not-found", "no revision " + call.segment("revision"))))));
    }

    static Optional<Integer> number(String text) {
        return text.matches("[1-9][0-9]{0,8}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    /**
     * Makes the workflows that the YAML names, or their next revisions where there are any of these names: all of its documents, or none.
     * {@code ?dry_run} only says what would become of them.
     */
    CompletionStage<HttpResponse> importYaml(Call call) {
        return call.flag("dry_run")
                .then(dry -> check.yamlDocuments(call)
                        .map(stage -> stage.thenCompose(documents -> store(call, documents, dry.orElse(false)))))
                .serve(stage -> stage);
    }

    private CompletionStage<HttpResponse> store(Call call, List<Inspection> documents, boolean dry) {
        List<Problem.Fault> errors =
                documents.stream().flatMap(each -> each.errors().stream()).toList();
        if (!errors.isEmpty()) {
            return CompletableFuture.completedStage(Answers.problem(Refusals.definition(errors)));
        }
        List<WorkflowDefinition> definitions =
                documents.stream().flatMap(each -> each.accepted().stream()).toList();
        return workflows
                .importAll(definitions, dry, call.by())
                .thenApply(answer -> Refusals.or(answer, (changes, same) -> {
                    if (changes.size() > 1) {
                        return Answers.json(several(changes, documents, dry));
                    }
                    WorkflowChange change = changes.getFirst();
                    Inspection inspection = documents.getFirst();
                    return change.after()
                            .map(entry -> imported(change, entry, inspection))
                            .orElseGet(() -> Answers.json(rehearsed(change, inspection)));
                }));
    }

    private static ObjectNode several(List<WorkflowChange> changes, List<Inspection> documents, boolean dry) {
        ObjectNode body = Json.mapper().createObjectNode().put("dry_run", dry);
        ArrayNode items = body.putArray("items");
        for (int i = 0; i < changes.size(); i++) {
            items.add(WorkflowView.of(changes.get(i), documents.get(i)));
        }
        return body;
    }

    private static HttpResponse imported(WorkflowChange change, WorkflowEntry entry, Inspection inspection) {
        ObjectNode json = WorkflowView.of(entry).put("change", change.kind().wire());
        WorkflowView.warned(json, inspection);
        return change.kind() == WorkflowChange.Kind.CREATED
                ? Answers.withETag(
                        Answers.created(PATH + entry.id(), false, json),
                        entry.current().sha256())
                : shown(entry, json);
    }

    /** The answer to a change that was only considered. */
    private static CompletionStage<HttpResponse> considered(
            CompletionStage<RegistryAnswer<WorkflowChange>> stage, Inspection inspection) {
        return stage.thenApply(
                answer -> Refusals.or(answer, (change, duplicate) -> Answers.json(rehearsed(change, inspection))));
    }

    private static ObjectNode rehearsed(WorkflowChange change, Inspection inspection) {
        ObjectNode json = Json.mapper().createObjectNode().put("dry_run", true).put("valid", true);
        json.put(
                "would",
                switch (change.kind()) {
                    case CREATED -> "create";
                    case UPDATED -> "update";
                    case UNCHANGED -> "keep";
                });
        json.setAll(WorkflowView.of(change, inspection));
        return json;
    }

    CompletionStage<HttpResponse> export(Call call) {
        return found(
                call,
                entry -> Answers.withETag(
                        Answers.text(
                                "application/yaml",
                                PureBootDialect.writeYaml(entry.current().definition())),
                        entry.current().sha256()));
    }

    /** Says all that is wrong with definitions, and stores nothing. */
    CompletionStage<HttpResponse> validate(Call call) {
        return check.documents(call)
                .serve(stage -> stage.thenApply(documents -> Answers.json(WorkflowView.verdict(documents))));
    }

    private static CompletionStage<HttpResponse> accepted(
            Inspection inspection, Function<WorkflowDefinition, CompletionStage<HttpResponse>> next) {
        return inspection
                .accepted()
                .map(next)
                .orElseGet(() ->
                        CompletableFuture.completedStage(Answers.problem(Refusals.definition(inspection.errors()))));
    }

    static Read<WorkflowId> id(Call call) {
        return call.id("workflow", WorkflowId::parse);
    }

    private CompletionStage<HttpResponse> found(Call call, Function<WorkflowEntry, HttpResponse> shown) {
        return id(call).serve(id ->
                workflows.get(id).thenApply(entry -> entry.map(shown).orElseGet(() -> unknown(id))));
    }

    static HttpResponse unknown(WorkflowId id) {
        return Answers.problem(Problems.of("workflow-not-found", "no workflow has the id " + id));
    }

    private static HttpResponse created(WorkflowEntry entry, boolean duplicate, Inspection inspection) {
        return Answers.withETag(
                Answers.created(PATH + entry.id(), duplicate, WorkflowView.warned(WorkflowView.of(entry), inspection)),
                entry.current().sha256());
    }

    private static HttpResponse updated(RegistryAnswer<WorkflowEntry> answer, Inspection inspection) {
        BiFunction<WorkflowEntry, Boolean, HttpResponse> answered =
                (entry, same) -> shown(entry, WorkflowView.warned(WorkflowView.of(entry), inspection));
        return Refusals.or(answer, answered);
    }

    private static HttpResponse shown(WorkflowEntry entry, ObjectNode json) {
        return Answers.withETag(Answers.json(json), entry.current().sha256())
                .addHeader(RawHeader.create("Content-Location", PATH + entry.id()));
    }
}
