package io.pureboot.engine.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Page;
import io.pureboot.engine.query.Statement;
import io.pureboot.engine.workflow.StepCatalog;
import io.pureboot.engine.workflow.WorkflowDefinition;
import io.pureboot.engine.workflow.WorkflowRevision;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogEvent;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogEvent.WorkflowCreated;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogEvent.WorkflowDeleted;
import io.pureboot.engine.workflow.catalog.WorkflowCatalogEvent.WorkflowRevised;
import io.pureboot.engine.workflow.dialect.PureBootDialect;
import io.pureboot.engine.workflow.dialect.Reading;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.WorkflowId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tables {@code workflow} and {@code workflow_revision}. */
final class WorkflowTables {
    private static final int REVISIONS_KEPT = 1_000;
    private static final String INSERT = """
            INSERT INTO workflow (id, name, description, os_family, architecture, boot_mode, is_active, revision, templates, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, description = excluded.description,
                os_family = excluded.os_family, architecture = excluded.architecture, boot_mode = excluded.boot_mode,
                is_active = excluded.is_active, revision = excluded.revision, templates = excluded.templates""";
    private static final String INSERT_REVISION = """
            INSERT INTO workflow_revision (workflow_id, revision, sha256, definition, created_at, created_by)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (workflow_id, revision) DO NOTHING""";
    private static final String ENTRY = "SELECT id, revision, created_at, deleted_at FROM workflow";

    private final StepCatalog steps;
    private final RecentlyUsed<RevisionKey, WorkflowRevision> revisions =
            new RecentlyUsed<>(REVISIONS_KEPT, revision -> 1);

    WorkflowTables(StepCatalog steps) {
        this.steps = steps;
    }

    private record RevisionKey(WorkflowId id, int revision) {}

    private record EntryRow(WorkflowId id, int revision, Instant createdAt, Optional<Instant> deletedAt) {}

    /** What an event changes. */
    static void write(Connection connection, WorkflowCatalogEvent event) throws SQLException {
        switch (event) {
            case WorkflowCreated e ->
                put(connection, e.at(), e.id(), 1, e.name(), e.sha256(), e.templates(), e.definition(), e.by());
            case WorkflowRevised e ->
                put(
                        connection,
                        e.at(),
                        e.id(),
                        e.revision(),
                        e.name(),
                        e.sha256(),
                        e.templates(),
                        e.definition(),
                        e.by());
            case WorkflowDeleted e -> {
                try (PreparedStatement update =
                        connection.prepareStatement("UPDATE workflow SET deleted_at = ? WHERE id = ?")) {
                    update.setObject(1, Statement.utc(e.at()));
                    update.setString(2, e.id().value());
                    update.executeUpdate();
                }
            }
        }
    }

    private static void put(
            Connection connection,
            Instant at,
            WorkflowId id,
            int revision,
            String name,
            String sha256,
            List<String> templates,
            JsonNode definition,
            String by)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT_REVISION)) {
            insert.setString(1, id.value());
            insert.setInt(2, revision);
            insert.setString(3, sha256);
            insert.setString(4, definition.toString());
            insert.setObject(5, Statement.utc(at));
            insert.setString(6, by);
            insert.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, id.value());
            insert.setString(2, name);
            insert.setString(3, definition.path("description").asText());
            insert.setString(4, definition.path("os_family").asText());
            insert.setString(5, definition.path("architecture").asText());
            insert.setString(6, definition.path("boot_mode").asText());
            insert.setBoolean(7, definition.path("is_active").asBoolean(true));
            insert.setInt(8, revision);
            insert.setArray(9, connection.createArrayOf("text", templates.toArray()));
            insert.setObject(10, Statement.utc(at));
            insert.executeUpdate();
        }
    }

    Optional<WorkflowEntry> entry(Connection connection, WorkflowId id, boolean deletedToo) throws SQLException {
        Statement select = Statement.select(ENTRY).where("id = ?", id.value());
        return one(connection, deletedToo ? select : select.where("deleted_at IS NULL"));
    }

    Optional<WorkflowEntry> named(Connection connection, String name) throws SQLException {
        return one(connection, Statement.select(ENTRY).where("name = ?", name).where("deleted_at IS NULL"));
    }

    private Optional<WorkflowEntry> one(Connection connection, Statement select) throws SQLException {
        List<WorkflowEntry> found = entries(connection, select.list(connection, WorkflowTables::row));
        return found.stream().findFirst();
    }

    Page<WorkflowEntry> list(Connection connection, WorkflowFilter filter, Optional<Cursor> after, int limit)
            throws SQLException {
        Statement select = Statement.select(ENTRY)
                .where("deleted_at IS NULL")
                .where("os_family = ?", filter.osFamily())
                .where("architecture = ?", filter.architecture())
                .where("boot_mode = ?", filter.bootMode())
                .where("is_active = ?", filter.isActive());
        if (filter.q().isPresent()) {
            String text = Statement.anywhere(filter.q().get());
            select.where("(name ILIKE ? OR description ILIKE ?)", text, text);
        }
        List<EntryRow> rows = Paging.newestFirst(select, after, limit).list(connection, WorkflowTables::row);
        return Paging.page(
                entries(connection, rows),
                limit,
                entry -> new Cursor(entry.createdAt(), entry.id().value()));
    }

    private static EntryRow row(ResultSet row) throws SQLException {
        return new EntryRow(
                new WorkflowId(row.getString("id")),
                row.getInt("revision"),
                Statement.instant(row, "created_at"),
                Statement.optionalInstant(row, "deleted_at"));
    }

    private List<WorkflowEntry> entries(Connection connection, List<EntryRow> rows) throws SQLException {
        List<WorkflowEntry> entries = new ArrayList<>();
        for (EntryRow row : rows) {
            WorkflowRevision current = revision(connection, row.id(), row.revision())
                    .orElseThrow(() -> new SQLException(
                            "workflow " + row.id() + " has no row for its revision " + row.revision()));
            entries.add(new WorkflowEntry(current, row.createdAt(), row.deletedAt()));
        }
        return entries;
    }

    Optional<WorkflowRevision> revision(Connection connection, WorkflowId id, int revision) throws SQLException {
        Optional<WorkflowRevision> kept = revisions.get(new RevisionKey(id, revision));
        if (kept.isPresent()) {
            return kept;
        }
        return Statement.select("SELECT * FROM workflow_revision")
                .where("workflow_id = ?", id.value())
                .where("revision = ?", revision)
                .list(connection, this::revision)
                .stream()
                .findFirst();
    }

    List<WorkflowRevision> revisions(Connection connection, WorkflowId id) throws SQLException {
        return Statement.select("SELECT * FROM workflow_revision")
                .where("workflow_id = ?", id.value())
                .then("ORDER BY revision DESC")
                .list(connection, this::revision);
    }

    private WorkflowRevision revision(ResultSet row) throws SQLException {
        WorkflowId id = new WorkflowId(row.getString("workflow_id"));
        int number = row.getInt("revision");
        WorkflowRevision revision = new WorkflowRevision(
                id,
                number,
                row.getString("sha256"),
                definition(id, number, row.getString("definition")),
                Statement.instant(row, "created_at"),
                row.getString("created_by"));
        revisions.keep(new RevisionKey(id, number), revision);
        return revision;
    }

    private WorkflowDefinition definition(WorkflowId id, int number, String json) throws SQLException {
        try {
            return switch (PureBootDialect.readJson(Json.mapper().readTree(json), steps)) {
                case Reading.Definition(WorkflowDefinition definition) -> definition;
                case Reading.Faulty(var faults) ->
                    throw new SQLException(
                            "revision " + number + " of workflow " + id + " cannot be read any more: " + faults);
            };
        } catch (JsonProcessingException broken) {
            throw new SQLException("revision " + number + " of workflow " + id + " holds no JSON", broken);
        }
    }
}
