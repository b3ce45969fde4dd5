package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.registry.Pinning;
import io.pureboot.engine.registry.Templates;
import io.pureboot.engine.registry.WorkflowEntry;
import io.pureboot.engine.registry.WorkflowFilter;
import io.pureboot.engine.registry.Workflows;
import io.pureboot.engine.step.StepTypes;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.engine.workflow.WorkflowRevision;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.engine.workflow.dialect.Reading;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.WorkflowId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** {@code /api/v1/workflows}. */
final class WorkflowRoutes {
    private static final String PATH = "/api/v1/workflows/";

    private final Workflows workflows;
    private final Templates templates;
    private final PageSize pages;

    WorkflowRoutes(Workflows workflows, Templates templates, PageSize pages) {
        this.workflows = workflows;
        this.templates = templates;
        this.pages = pages;
    }

    CompletionStage<HttpResponse> list(Call call) {
        return filter(call)
                .then(filter -> pages.slice(call).map(slice -> workflows.list(filter, slice.after(), slice.limit())))
                .serve(page -> PageSize.answer(page, WorkflowRoutes::json));
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

    CompletionStage<HttpResponse> create(Call call) {
        return call.idempotencyKey()
                .then(key -> definition(call).map(definition -> workflows.create(definition, call.by(), key)))
                .serve(stage -> stage.thenApply(answer -> Refusals.or(answer, WorkflowRoutes::created)));
    }

    CompletionStage<HttpResponse> get(Call call) {
        return found(call, WorkflowRoutes::shown);
    }

    CompletionStage<HttpResponse> update(Call call) {
        return id(call).then(id -> definition(call)
                        .map(definition -> workflows.update(id, definition, call.header("If-Match"), call.by())))
                .serve(stage -> stage.thenApply(answer -> Refusals.or(answer, (entry, same) -> shown(entry))));
    }

    CompletionStage<HttpResponse> delete(Call call) {
        return id(call).map(id -> workflows.delete(id, call.header("If-Match"), call.by()))
                .serve(stage -> stage.thenApply(answer -> Refusals.or(answer, (entry, same) -> Answers.nothing())));
    }

    CompletionStage<HttpResponse> revisions(Call call) {
        return id(call).serve(id -> workflows
                .revisions(id)
                .thenApply(revisions -> revisions.isEmpty()
                        ? unknown(id)
                        : Answers.page(
                                revisions.stream().map(WorkflowRoutes::summary).toList(), Optional.empty())));
    }

    CompletionStage<HttpResponse> revision(Call call) {
        return id(call).then(
                        id -> call.id("revision", WorkflowRoutes::number).map(number -> workflows.revision(id, number)))
                .serve(stage -> stage.thenApply(found -> found.map(
                                revision -> Answers.withETag(Answers.json(json(revision)), revision.sha256()))
                        .orElseGet(() -> Answers.problem(
                                Problems.of("revision-not-found", "no revision " + call.segment("revision"))))));
    }

    private static Optional<Integer> number(String text) {
        return text.matches("[1-9][0-9]{0,8}") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
    }

    /** Makes the workflow that the YAML names, or its next revision when there is one of that name; {@code ?dry_run} only says which. */
    CompletionStage<HttpResponse> importYaml(Call call) {
        return call.flag("dry_run")
                .then(dry ->
                        yaml(call).map(definition -> dry.orElse(false) ? dryRun(definition) : store(call, definition)))
                .serve(stage -> stage);
    }

    private CompletionStage<HttpResponse> store(Call call, WorkflowDefinition definition) {
        return workflows
                .findByName(definition.name())
                .thenCompose(known -> known.isPresent()
                        ? workflows
                                .update(known.get().id(), definition, Optional.empty(), call.by())
                                .thenApply(answer -> Refusals.or(answer, (entry, same) -> shown(entry)))
                        : workflows
                                .create(definition, call.by(), Optional.empty())
                                .thenApply(answer -> Refusals.or(answer, WorkflowRoutes::created)));
    }

    private CompletionStage<HttpResponse> dryRun(WorkflowDefinition definition) {
        return faults(definition)
                .thenCombine(
                        workflows.findByName(definition.name()),
                        (faults, known) -> faults.isEmpty()
                                ? Answers.json(verdict(faults)
                                        .put("would", would(definition, known))
                                        .put("sha256", PureBootDialect.sha256(definition)))
                                : Answers.problem(Refusals.definition(faults)));
    }

    private static String would(WorkflowDefinition definition, Optional<WorkflowEntry> known) {
        return known.map(entry ->
                        entry.current().sha256().equals(PureBootDialect.sha256(definition)) ? "keep" : "update")
                .orElse("create");
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

    /** Says all that is wrong with a definition, and stores nothing. */
    CompletionStage<HttpResponse> validate(Call call) {
        Read<Reading> reading = call.saysYaml()
                ? call.yaml().map(text -> PureBootDialect.readYaml(text, StepTypes.all()))
                : call.object().map(json -> PureBootDialect.readJson(json, StepTypes.all()));
        return reading.serve(read -> switch (read) {
            case Reading.Faulty(List<Problem.Fault> faults) ->
                CompletableFuture.completedStage(Answers.json(verdict(faults)));
            case Reading.Definition(WorkflowDefinition definition) ->
                faults(definition).thenApply(faults -> Answers.json(verdict(faults)));
        });
    }

    /** What the dialect cannot see: templates that are not there. */
    private CompletionStage<List<Problem.Fault>> faults(WorkflowDefinition definition) {
        return templates.pin(PureBootDialect.templateReferences(definition)).thenApply(pinning -> switch (pinning) {
            case Pinning.Pinned pinned -> List.of();
            case Pinning.Missing(String reference, List<String> chain) ->
                List.of(Problem.Fault.at(
                        "/steps",
                        "template_missing",
                        "there is no template " + reference + ", which is reached by " + String.join(" → ", chain)));
        });
    }

    private static ObjectNode verdict(List<Problem.Fault> faults) {
        ObjectNode verdict = Json.mapper().createObjectNode().put("valid", faults.isEmpty());
        verdict.set("errors", Json.mapper().valueToTree(faults));
        return verdict;
    }

    private static Read<WorkflowDefinition> definition(Call call) {
        return call.saysYaml()
                ? yaml(call)
                : call.object().then(json -> read(PureBootDialect.readJson(json, StepTypes.all())));
    }

    private static Read<WorkflowDefinition> yaml(Call call) {
        return call.yaml().then(text -> read(PureBootDialect.readYaml(text, StepTypes.all())));
    }

    private static Read<WorkflowDefinition> read(Reading reading) {
        return switch (reading) {
            case Reading.Definition(WorkflowDefinition definition) -> Read.fine(definition);
            case Reading.Faulty(List<Problem.Fault> faults) -> Read.refused(Refusals.definition(faults));
        };
    }

    private static Read<WorkflowId> id(Call call) {
        return call.id("workflow", WorkflowId::parse);
    }

    private CompletionStage<HttpResponse> found(
            Call call, java.util.function.Function<WorkflowEntry, HttpResponse> shown) {
        return id(call).serve(id ->
                workflows.get(id).thenApply(entry -> entry.map(shown).orElseGet(() -> unknown(id))));
    }

    private static HttpResponse unknown(WorkflowId id) {
        return Answers.problem(Problems.of("workflow-not-found", "no workflow has the id " + id));
    }

    private static HttpResponse created(WorkflowEntry entry, boolean duplicate) {
        return Answers.withETag(
                Answers.created(PATH + entry.id(), duplicate, json(entry)),
                entry.current().sha256());
    }

    private static HttpResponse shown(WorkflowEntry entry) {
        return Answers.withETag(Answers.json(json(entry)), entry.current().sha256())
                .addHeader(RawHeader.create("Content-Location", PATH + entry.id()));
    }

    private static ObjectNode json(WorkflowEntry entry) {
        ObjectNode json = json(entry.current());
        json.set("created_at", Json.mapper().valueToTree(entry.createdAt()));
        json.set("updated_at", Json.mapper().valueToTree(entry.updatedAt()));
        return json;
    }

    private static ObjectNode json(WorkflowRevision revision) {
        ObjectNode json = summary(revision);
        json.setAll(PureBootDialect.toJson(revision.definition()));
        return json;
    }

    private static ObjectNode summary(WorkflowRevision revision) {
        ObjectNode json = Json.mapper()
                .createObjectNode()
                .put("id", revision.id().value())
                .put("revision", revision.revision())
                .put("sha256", revision.sha256());
        json.set("created_at", Json.mapper().valueToTree(revision.createdAt()));
        return json.put("created_by", revision.createdBy());
    }
}
