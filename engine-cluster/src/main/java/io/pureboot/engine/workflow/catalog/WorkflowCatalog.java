package io.pureboot.engine.workflow.catalog;

import io.pureboot.engine.workflow.catalog.WorkflowCatalogCommand.Create;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogCommand.DefinitionText;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogCommand.Delete;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogCommand.Import;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogCommand.Named;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogCommand.Update;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogEvent.WorkflowCreated;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogEvent.WorkflowDeleted;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogEvent.WorkflowRevised;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.WorkflowId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rules of the catalog of workflows. */
public final class WorkflowCatalog {
    /** The longest name. */
    public static final int LONGEST_NAME = 255;
    /** The largest definition, in bytes of its canonical form. */
    public static final int LARGEST_DEFINITION = 1024 * 1024;

    private static final List<String> COLUMNS = List.of("description", "os_family", "architecture", "boot_mode");

    private WorkflowCatalog() {}

    /**
     * What the registry keeps in memory: names and hashes; definitions lie in the journal and in PostgreSQL.
     *
     * @param workflows all there ever were
     * @param names those of the workflows that are not deleted
     */
    public record State(Map<WorkflowId, Known> workflows, Map<String, WorkflowId> names) {
        public static final State EMPTY = new State(Map.of(), Map.of());
    }

    /**
     * One workflow.
     *
     * @param sha256 of the current revision
     * @param createdSha256 of revision 1, by which a repeated creation is known
     */
    public record Known(String name, int revision, String sha256, String createdSha256, boolean deleted) {}

    /** @param at when; becomes the event's time */
    public static CatalogDecision<WorkflowCatalogEvent> decide(
            State state, WorkflowCatalogCommand command, Instant at) {
        return switch (command) {
            case Create create -> decideCreate(state, create, at);
            case Update update -> decideUpdate(state, update, at);
            case Delete delete -> decideDelete(state, delete, at);
            case Import all -> decideImport(state, all, at);
        };
    }

    private static CatalogDecision<WorkflowCatalogEvent> decideImport(State state, Import command, Instant at) {
        List<WorkflowCatalogEvent> events = new ArrayList<>();
        State after = state;
        for (Named each : command.workflows()) {
            WorkflowId holder = after.names().get(each.definition().name());
            CatalogDecision<WorkflowCatalogEvent> one = holder == null
                    ? decideCreate(after, new Create(each.id(), each.definition(), command.by()), at)
                    : decideUpdate(after, new Update(holder, each.definition(), Optional.empty(), command.by()), at);
            if (one instanceof CatalogDecision.Refused) {
                return one;
            }
            if (one instanceof CatalogDecision.Accepted<WorkflowCatalogEvent>(WorkflowCatalogEvent event)) {
                events.add(event);
                after = evolve(after, event);
            }
        }
        return events.isEmpty() ? new CatalogDecision.Unchanged<>(false) : new CatalogDecision.AcceptedAll<>(events);
    }

    private static CatalogDecision<WorkflowCatalogEvent> decideCreate(State state, Create command, Instant at) {
        DefinitionText definition = command.definition();
        Known before = state.workflows().get(command.id());
        if (before != null) {
            return before.createdSha256().equals(definition.sha256())
                    ? new CatalogDecision.Unchanged<>(true)
                    : CatalogDecision.refused(
                            CatalogRefusal.Code.IDEMPOTENCY_KEY_REUSED,
                            "the key belongs to the creation of " + before.name() + " with another definition");
        }
        return fault(state, command.id(), definition)
                .<CatalogDecision<WorkflowCatalogEvent>>map(CatalogDecision.Refused::new)
                .orElseGet(() -> new CatalogDecision.Accepted<>(new WorkflowCreated(
                        at,
                        command.id(),
                        definition.name(),
                        definition.sha256(),
                        definition.templates(),
                        definition.content(),
                        command.by())));
    }

    private static CatalogDecision<WorkflowCatalogEvent> decideUpdate(State state, Update command, Instant at) {
        Known before = state.workflows().get(command.id());
        Optional<CatalogRefusal> refusal = absence(before, command.id(), command.ifMatch());
        if (before == null || refusal.isPresent()) {
            return new CatalogDecision.Refused<>(refusal.orElseThrow());
        }
        DefinitionText definition = command.definition();
        if (before.sha256().equals(definition.sha256())) {
            return new CatalogDecision.Unchanged<>(false);
        }
        return fault(state, command.id(), definition)
                .<CatalogDecision<WorkflowCatalogEvent>>map(CatalogDecision.Refused::new)
                .orElseGet(() -> new CatalogDecision.Accepted<>(new WorkflowRevised(
                        at,
                        command.id(),
                        before.revision() + 1,
                        definition.name(),
                        definition.sha256(),
                        definition.templates(),
                        definition.content(),
                        command.by())));
    }

    private static CatalogDecision<WorkflowCatalogEvent> decideDelete(State state, Delete command, Instant at) {
        return absence(state.workflows().get(command.id()), command.id(), command.ifMatch())
                .<CatalogDecision<WorkflowCatalogEvent>>map(CatalogDecision.Refused::new)
                .orElseGet(() -> new CatalogDecision.Accepted<>(new WorkflowDeleted(at, command.id(), command.by())));
    }

    private static Optional<CatalogRefusal> absence(@Nullable Known known, WorkflowId id, Optional<String> ifMatch) {
        if (known == null || known.deleted()) {
            return Optional.of(CatalogRefusal.of(CatalogRefusal.Code.WORKFLOW_NOT_FOUND, "there is no workflow " + id));
        }
        return ifMatch.filter(header -> !EntityTags.match(header, known.sha256()))
                .map(header -> CatalogRefusal.of(
                        CatalogRefusal.Code.VERSION_CONFLICT,
                        "the current revision is " + known.revision() + " with the ETag \"" + known.sha256() + "\""));
    }

    private static Optional<CatalogRefusal> fault(State state, WorkflowId id, DefinitionText definition) {
        String name = definition.name();
        if (name.isBlank() || name.length() > LONGEST_NAME || !StorableText.isLine(name)) {
            return Optional.of(CatalogRefusal.of(
                    CatalogRefusal.Code.NAME_INVALID,
                    "a name is one line of 1 to " + LONGEST_NAME + " characters, not: " + Ids.shown(name)));
        }
        String text = definition.content().toString();
        if (!StorableText.holds(text)
                || !COLUMNS.stream()
                        .allMatch(column -> StorableText.holds(
                                definition.content().path(column).asText()))) {
            return Optional.of(CatalogRefusal.of(
                    CatalogRefusal.Code.FIELD_INVALID, "a text holds a NUL or an unpaired surrogate"));
        }
        int size = text.getBytes(StandardCharsets.UTF_8).length;
        if (size > LARGEST_DEFINITION) {
            return Optional.of(CatalogRefusal.of(
                    CatalogRefusal.Code.DEFINITION_TOO_LARGE,
                    "the definition has " + size + " bytes; at most " + LARGEST_DEFINITION + " are kept"));
        }
        WorkflowId holder = state.names().get(name);
        return holder == null || holder.equals(id)
                ? Optional.empty()
                : Optional.of(CatalogRefusal.of(
                        CatalogRefusal.Code.NAME_TAKEN,
                        "the name " + Ids.shown(name) + " belongs to workflow " + holder));
    }

    public static State evolve(State state, WorkflowCatalogEvent event) {
        return switch (event) {
            case WorkflowCreated e -> put(state, e.id(), new Known(e.name(), 1, e.sha256(), e.sha256(), false));
            case WorkflowRevised e -> {
                Known before = state.workflows().get(e.id());
                String created = before == null ? e.sha256() : before.createdSha256();
                yield put(state, e.id(), new Known(e.name(), e.revision(), e.sha256(), created, false));
            }
            case WorkflowDeleted e -> {
                Known before = state.workflows().get(e.id());
                yield before == null
                        ? state
                        : put(
                                state,
                                e.id(),
                                new Known(
                                        before.name(),
                                        before.revision(),
                                        before.sha256(),
                                        before.createdSha256(),
                                        true));
            }
        };
    }

    private static State put(State state, WorkflowId id, Known known) {
        Map<WorkflowId, Known> workflows = new HashMap<>(state.workflows());
        Map<String, WorkflowId> names = new HashMap<>(state.names());
        Known before = workflows.put(id, known);
        if (before != null) {
            names.remove(before.name(), id);
        }
        if (!known.deleted()) {
            names.put(known.name(), id);
        }
        return new State(workflows, names);
    }
}
