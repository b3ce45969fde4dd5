package io.pureboot.engine.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.Page;
import io.pureboot.engine.query.Statement;
import io.pureboot.engine.template.TemplateFaults;
import io.pureboot.engine.workflow.CompiledGraph;
import io.pureboot.engine.workflow.GraphCompiler;
import io.pureboot.engine.workflow.PinnedTemplate;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.engine.workflow.StepCatalog;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.engine.workflow.WorkflowReference;
import io.pureboot.engine.workflow.WorkflowRevision;
import io.pureboot.engine.workflow.catalog.CatalogRefusal;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogCommand;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogCommand.DefinitionText;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.engine.workflow.dialect.Reading;
import io.pureboot.protocol.WorkflowId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** {@link Workflows} over the one registry and the tables. */
final class ClusteredWorkflows implements Workflows {
    private static final int COMPILED_KEPT = 1_000;
    private static final int HOLDERS_NAMED = 10;

    private final RegistryDoor<WorkflowCatalogCommand> registry;
    private final Database database;
    private final WorkflowTables tables;
    private final Templates templates;
    private final StepCatalog steps;
    private final RecentlyUsed<String, Compiled> compiled = new RecentlyUsed<>(COMPILED_KEPT, graph -> 1);

    /** What follows from a definition alone; executions that begin here share it. */
    private record Compiled(CompiledGraph graph, List<String> references) {}

    ClusteredWorkflows(
            RegistryDoor<WorkflowCatalogCommand> registry, Database database, Templates templates, StepCatalog steps) {
        this.registry = registry;
        this.database = database;
        this.tables = new WorkflowTables(steps);
        this.templates = templates;
        this.steps = steps;
    }

    @Override
    public CompletionStage<RegistryAnswer<WorkflowEntry>> create(
            WorkflowDefinition definition, String by, Optional<String> idempotencyKey) {
        return checked(definition, text -> creation(text, by, idempotencyKey));
    }

    private CompletionStage<RegistryAnswer<WorkflowEntry>> creation(
            DefinitionText text, String by, Optional<String> idempotencyKey) {
        WorkflowId id = new WorkflowId(KeyedIds.of("workflow", idempotencyKey));
        return change(id, new WorkflowCatalogCommand.Create(id, text, by));
    }

    @Override
    public CompletionStage<RegistryAnswer<WorkflowEntry>> update(
            WorkflowId id, WorkflowDefinition definition, Optional<String> ifMatch, String by) {
        return checked(definition, text -> change(id, new WorkflowCatalogCommand.Update(id, text, ifMatch, by)));
    }

    @Override
    public CompletionStage<RegistryAnswer<WorkflowChange>> considerCreation(
            WorkflowDefinition definition, String by, Optional<String> idempotencyKey) {
        WorkflowId id = new WorkflowId(KeyedIds.of("workflow", idempotencyKey));
        return checked(definition, text -> considered(new WorkflowCatalogCommand.Create(id, text, by), definition, id));
    }

    @Override
    public CompletionStage<RegistryAnswer<WorkflowChange>> considerUpdate(
            WorkflowId id, WorkflowDefinition definition, Optional<String> ifMatch, String by) {
        return checked(
                definition,
                text -> considered(new WorkflowCatalogCommand.Update(id, text, ifMatch, by), definition, id));
    }

    private CompletionStage<RegistryAnswer<WorkflowChange>> considered(
            WorkflowCatalogCommand command, WorkflowDefinition definition, WorkflowId id) {
        return registry.consider(command).thenCompose(answer -> switch (answer) {
            case RegistryAnswer.Refused<Boolean>(CatalogRefusal refusal) ->
                CompletableFuture.completedStage(new RegistryAnswer.Refused<>(refusal));
            case RegistryAnswer.Done<Boolean>(Boolean done, boolean duplicate) ->
                get(id).thenApply(before ->
                        new RegistryAnswer.Done<>(WorkflowChange.considered(before, definition), duplicate));
        });
    }

    @Override
    public CompletionStage<RegistryAnswer<List<WorkflowChange>>> importAll(
            List<WorkflowDefinition> definitions, boolean consider, String by) {
        List<WorkflowCatalogCommand.Named> named = new ArrayList<>();
        for (WorkflowDefinition definition : definitions) {
            switch (text(definition)) {
                case RegistryAnswer.Refused<DefinitionText>(CatalogRefusal refusal) -> {
                    return CompletableFuture.completedStage(new RegistryAnswer.Refused<>(refusal));
                }
                case RegistryAnswer.Done<DefinitionText> done ->
                    named.add(new WorkflowCatalogCommand.Named(
                            new WorkflowId(KeyedIds.of("workflow", Optional.empty())), done.value()));
            }
        }
        WorkflowCatalogCommand command = new WorkflowCatalogCommand.Import(named, by);
        return named(definitions)
                .thenCompose(before -> (consider ? registry.consider(command) : registry.change(command))
                        .thenCompose(answer -> switch (answer) {
                            case RegistryAnswer.Refused<Boolean>(CatalogRefusal refusal) ->
                                CompletableFuture.completedStage(new RegistryAnswer.Refused<>(refusal));
                            case RegistryAnswer.Done<Boolean> done ->
                                (consider
                                                ? CompletableFuture.completedStage(List.<Optional<WorkflowEntry>>of())
                                                : named(definitions))
                                        .thenApply(after -> RegistryAnswer.done(changes(definitions, before, after)));
                        }));
    }

    private CompletionStage<List<Optional<WorkflowEntry>>> named(List<WorkflowDefinition> definitions) {
        return database.call(connection -> {
            List<Optional<WorkflowEntry>> entries = new ArrayList<>();
            for (WorkflowDefinition definition : definitions) {
                entries.add(tables.named(connection, definition.name()));
            }
            return entries;
        });
    }

    private static List<WorkflowChange> changes(
            List<WorkflowDefinition> definitions,
            List<Optional<WorkflowEntry>> before,
            List<Optional<WorkflowEntry>> after) {
        List<WorkflowChange> changes = new ArrayList<>();
        for (int i = 0; i < definitions.size(); i++) {
            WorkflowChange change = WorkflowChange.considered(before.get(i), definitions.get(i));
            changes.add(after.isEmpty() ? change : change.done(after.get(i)));
        }
        return changes;
    }

    @Override
    public CompletionStage<RegistryAnswer<WorkflowEntry>> delete(
            WorkflowId id, boolean force, Optional<String> ifMatch, String by) {
        return (force ? CompletableFuture.completedStage(List.<String>of()) : holdersOf(id))
                .thenCompose(holders -> holders.isEmpty()
                        ? change(id, new WorkflowCatalogCommand.Delete(id, ifMatch, by))
                        : CompletableFuture.completedStage(RegistryAnswer.refused(
                                CatalogRefusal.Code.WORKFLOW_IN_USE,
                                "it is assigned to " + String.join(", ", holders))));
    }

    /** The first ten groups and machines that it is assigned to. */
    private CompletionStage<List<String>> holdersOf(WorkflowId id) {
        return database.call(connection -> {
            List<String> holders = new ArrayList<>(Statement.select("SELECT name FROM node_group")
                    .where("workflow_id = ?", id.value())
                    .then("ORDER BY name LIMIT ?", HOLDERS_NAMED)
                    .list(connection, row -> "group " + row.getString("name")));
            holders.addAll(Statement.select("SELECT mac_address FROM node")
                    .where("workflow_id = ?", id.value())
                    .where("NOT deleted")
                    .then("ORDER BY mac_address LIMIT ?", HOLDERS_NAMED)
                    .list(connection, row -> "node " + row.getString("mac_address")));
            return holders.stream().limit(HOLDERS_NAMED).toList();
        });
    }

    /** What is stored must be readable again, whoever built the definition. */
    private <T> CompletionStage<RegistryAnswer<T>> checked(
            WorkflowDefinition definition, Function<DefinitionText, CompletionStage<RegistryAnswer<T>>> next) {
        return switch (text(definition)) {
            case RegistryAnswer.Refused<DefinitionText>(CatalogRefusal refusal) ->
                CompletableFuture.completedStage(new RegistryAnswer.Refused<>(refusal));
            case RegistryAnswer.Done<DefinitionText> done -> next.apply(done.value());
        };
    }

    private RegistryAnswer<DefinitionText> text(WorkflowDefinition definition) {
        ObjectNode json = PureBootDialect.toJson(definition);
        return switch (PureBootDialect.readJson(json, steps)) {
            case Reading.Faulty(var faults) ->
                new RegistryAnswer.Refused<>(new CatalogRefusal(
                        CatalogRefusal.Code.DEFINITION_INVALID, "the definition does not compile", faults));
            case Reading.Definition(WorkflowDefinition read) ->
                RegistryAnswer.done(
                        new DefinitionText(read.name(), json, PureBootDialect.sha256(read), references(read)));
        };
    }

    /** The templates that steps name, and those that texts in their configs include. */
    private static List<String> references(WorkflowDefinition definition) {
        Set<String> references = new LinkedHashSet<>(PureBootDialect.templateReferences(definition));
        definition.steps().forEach(step -> included(step.config(), references));
        return List.copyOf(references);
    }

    private static void included(JsonNode node, Set<String> references) {
        if (node.isTextual()) {
            references.addAll(TemplateFaults.references(node.textValue()));
        }
        node.forEach(child -> included(child, references));
    }

    private CompletionStage<RegistryAnswer<WorkflowEntry>> change(WorkflowId id, WorkflowCatalogCommand command) {
        return registry.change(command).thenCompose(answer -> switch (answer) {
            case RegistryAnswer.Refused<Boolean>(CatalogRefusal refusal) ->
                CompletableFuture.completedStage(new RegistryAnswer.Refused<>(refusal));
            case RegistryAnswer.Done<Boolean>(Boolean done, boolean duplicate) ->
                database.call(connection -> tables.entry(connection, id, true))
                        .thenApply(entry -> new RegistryAnswer.Done<>(
                                entry.orElseThrow(() -> new IllegalStateException("its rows are not there")),
                                duplicate));
        });
    }

    @Override
    public CompletionStage<Optional<WorkflowEntry>> get(WorkflowId id) {
        return database.call(connection -> tables.entry(connection, id, false));
    }

    @Override
    public CompletionStage<Optional<WorkflowEntry>> findByName(String name) {
        return database.call(connection -> tables.named(connection, name));
    }

    @Override
    public CompletionStage<Optional<WorkflowRevision>> revision(WorkflowId id, int revision) {
        return database.call(connection -> tables.revision(connection, id, revision));
    }

    @Override
    public CompletionStage<List<WorkflowRevision>> revisions(WorkflowId id) {
        return database.call(connection -> tables.revisions(connection, id));
    }

    @Override
    public CompletionStage<Page<WorkflowEntry>> list(WorkflowFilter filter, Optional<Cursor> after, int limit) {
        return database.call(connection -> tables.list(connection, filter, after, limit));
    }

    @Override
    public CompletionStage<RegistryAnswer<PinnedWorkflow>> pinned(WorkflowId id) {
        return get(id).thenCompose(entry -> {
            if (entry.isEmpty()) {
                return refused(CatalogRefusal.Code.WORKFLOW_NOT_FOUND, "there is no workflow " + id);
            }
            WorkflowRevision current = entry.get().current();
            if (!current.definition().isActive()) {
                return refused(
                        CatalogRefusal.Code.WORKFLOW_INACTIVE,
                        "workflow " + current.definition().name() + " is not active");
            }
            Compiled compiled = compiled(current);
            return templates.pin(compiled.references()).thenApply(pinning -> switch (pinning) {
                case Pinning.Pinned(List<PinnedTemplate> bound) -> RegistryAnswer.done(pin(current, compiled, bound));
                case Pinning.Missing(String reference, List<String> chain) ->
                    RegistryAnswer.refused(
                            CatalogRefusal.Code.TEMPLATE_MISSING,
                            "there is no template " + reference + ", named by " + String.join(" → ", chain));
            });
        });
    }

    private static CompletionStage<RegistryAnswer<PinnedWorkflow>> refused(CatalogRefusal.Code code, String detail) {
        return CompletableFuture.completedStage(RegistryAnswer.refused(code, detail));
    }

    @Override
    public CompletionStage<PinnedWorkflow> again(WorkflowReference reference) {
        return revision(reference.id(), reference.revision())
                .thenApply(found -> found.map(revision -> pin(revision, compiled(revision), reference.templates()))
                        .orElseThrow(() -> new IllegalStateException("revision " + reference.revision()
                                + " of workflow " + reference.id() + " is not in the tables")));
    }

    private Compiled compiled(WorkflowRevision revision) {
        return compiled.get(revision.sha256()).orElseGet(() -> {
            Compiled fresh = new Compiled(
                    GraphCompiler.compile(revision.definition(), steps), references(revision.definition()));
            compiled.keep(revision.sha256(), fresh);
            return fresh;
        });
    }

    private static PinnedWorkflow pin(WorkflowRevision revision, Compiled compiled, List<PinnedTemplate> bound) {
        return new PinnedWorkflow(
                revision.id(),
                revision.revision(),
                revision.sha256(),
                revision.definition().name(),
                revision.definition().description(),
                compiled.graph(),
                bound);
    }
}
