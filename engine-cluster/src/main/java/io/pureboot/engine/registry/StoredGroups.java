package io.pureboot.engine.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.Page;
import io.pureboot.engine.query.Statement;
import io.pureboot.engine.template.catalog.Sha256;
import io.pureboot.engine.workflow.catalog.CatalogRefusal;
import io.pureboot.engine.workflow.catalog.StorableText;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.WorkflowId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** {@link Groups} over the table {@code node_group}. */
final class StoredGroups implements Groups {
    private static final int LONGEST_NAME = 255;
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String SELECT =
            "SELECT id, name, description, workflow_id, metadata, created_at, updated_at FROM node_group";

    private final Database database;

    StoredGroups(Database database) {
        this.database = database;
    }

    @Override
    public CompletionStage<RegistryAnswer<GroupEntry>> create(GroupFields fields, Optional<String> idempotencyKey) {
        GroupId id = new GroupId(KeyedIds.of("group", idempotencyKey));
        String digest = Sha256.ofAll(
                fields.name(),
                fields.description(),
                fields.workflowId().map(WorkflowId::value).orElse(""),
                fields.metadata().toString());
        return database.call(connection -> create(connection, id, fields, digest));
    }

    private static RegistryAnswer<GroupEntry> create(
            Connection connection, GroupId id, GroupFields fields, String digest) throws SQLException {
        List<String> before = Statement.select("SELECT fields_sha256 FROM node_group")
                .where("id = ?", id.value())
                .list(connection, row -> row.getString(1));
        if (!before.isEmpty()) {
            return before.getFirst().equals(digest)
                    ? new RegistryAnswer.Done<>(entry(connection, id).orElseThrow(), true)
                    : RegistryAnswer.refused(
                            CatalogRefusal.Code.IDEMPOTENCY_KEY_REUSED, "the key belongs to a group with other fields");
        }
        Optional<CatalogRefusal> fault = fault(connection, fields);
        if (fault.isPresent()) {
            return new RegistryAnswer.Refused<>(fault.get());
        }
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO node_group (name, description, workflow_id, metadata, updated_at, id, fields_sha256, created_at)
                VALUES (?, ?, ?, ?::jsonb, ?, ?, ?, ?)""")) {
            bind(insert, fields, now);
            insert.setString(6, id.value());
            insert.setString(7, digest);
            insert.setObject(8, Statement.utc(now));
            insert.executeUpdate();
        } catch (SQLException e) {
            return taken(e, fields.name());
        }
        return RegistryAnswer.done(entry(connection, id).orElseThrow());
    }

    @Override
    public CompletionStage<RegistryAnswer<GroupEntry>> patch(GroupId id, GroupPatch patch) {
        return database.call(connection -> {
            Optional<GroupEntry> found = entry(connection, id);
            if (found.isEmpty()) {
                return absent(id);
            }
            GroupEntry before = found.get();
            GroupFields fields = new GroupFields(
                    patch.name().orElse(before.name()),
                    patch.description().orElse(before.description()),
                    patch.workflowId().orElse(before.workflowId()),
                    patch.metadata().orElse(before.metadata()));
            Optional<CatalogRefusal> fault = fault(connection, fields);
            return fault.isPresent() ? new RegistryAnswer.Refused<>(fault.get()) : update(connection, id, fields);
        });
    }

    private static RegistryAnswer<GroupEntry> update(Connection connection, GroupId id, GroupFields fields)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE node_group SET name = ?, description = ?, workflow_id = ?, metadata = ?::jsonb, updated_at = ?
                WHERE id = ?""")) {
            bind(update, fields, Instant.now().truncatedTo(ChronoUnit.MILLIS));
            update.setString(6, id.value());
            update.executeUpdate();
        } catch (SQLException e) {
            return taken(e, fields.name());
        }
        return entry(connection, id).map(RegistryAnswer::done).orElseGet(() -> absent(id));
    }

    private static void bind(PreparedStatement statement, GroupFields fields, Instant now) throws SQLException {
        statement.setString(1, fields.name());
        statement.setString(2, fields.description());
        statement.setString(3, fields.workflowId().map(WorkflowId::value).orElse(null));
        statement.setString(4, fields.metadata().toString());
        statement.setObject(5, Statement.utc(now));
    }

    private static RegistryAnswer<GroupEntry> taken(SQLException failure, String name) throws SQLException {
        if (UNIQUE_VIOLATION.equals(failure.getSQLState())) {
            return RegistryAnswer.refused(
                    CatalogRefusal.Code.NAME_TAKEN, "the name " + Ids.shown(name) + " belongs to another group");
        }
        throw failure;
    }

    private static Optional<CatalogRefusal> fault(Connection connection, GroupFields fields) throws SQLException {
        String name = fields.name();
        if (name.isBlank() || name.length() > LONGEST_NAME || !StorableText.isLine(name)) {
            return Optional.of(CatalogRefusal.of(
                    CatalogRefusal.Code.NAME_INVALID,
                    "a name is one line of 1 to " + LONGEST_NAME + " characters, not: " + Ids.shown(name)));
        }
        String metadata = fields.metadata().toString();
        if (!StorableText.holds(fields.description())
                || !StorableText.holds(metadata)
                || metadata.contains("\\u0000")) {
            return Optional.of(CatalogRefusal.of(
                    CatalogRefusal.Code.FIELD_INVALID, "a text holds a NUL or an unpaired surrogate"));
        }
        if (fields.workflowId().isPresent()
                && Statement.select("SELECT id FROM workflow")
                        .where("id = ?", fields.workflowId().get().value())
                        .where("deleted_at IS NULL")
                        .list(connection, row -> row.getString(1))
                        .isEmpty()) {
            return Optional.of(CatalogRefusal.of(
                    CatalogRefusal.Code.WORKFLOW_NOT_FOUND,
                    "there is no workflow " + fields.workflowId().get()));
        }
        return Optional.empty();
    }

    @Override
    public CompletionStage<RegistryAnswer<GroupEntry>> delete(GroupId id) {
        return database.call(connection -> {
            Optional<GroupEntry> before = entry(connection, id);
            try (PreparedStatement delete = connection.prepareStatement("""
                    DELETE FROM node_group WHERE id = ?
                    AND NOT EXISTS (SELECT FROM node WHERE group_id = node_group.id AND NOT deleted)""")) {
                delete.setString(1, id.value());
                if (delete.executeUpdate() == 1) {
                    return before.map(RegistryAnswer::done).orElseGet(() -> absent(id));
                }
            }
            return entry(connection, id).isPresent()
                    ? RegistryAnswer.refused(CatalogRefusal.Code.GROUP_IN_USE, "nodes belong to group " + id)
                    : absent(id);
        });
    }

    private static RegistryAnswer<GroupEntry> absent(GroupId id) {
        return RegistryAnswer.refused(CatalogRefusal.Code.GROUP_NOT_FOUND, "there is no group " + id);
    }

    @Override
    public CompletionStage<Optional<GroupEntry>> get(GroupId id) {
        return database.call(connection -> entry(connection, id));
    }

    @Override
    public CompletionStage<Optional<GroupEntry>> findByName(String name) {
        return database.call(connection ->
                Statement.select(SELECT).where("name = ?", name).list(connection, StoredGroups::row).stream()
                        .findFirst());
    }

    @Override
    public CompletionStage<Page<GroupEntry>> list(Optional<String> q, Optional<Cursor> after, int limit) {
        return database.call(connection -> {
            Statement select = Statement.select(SELECT);
            if (q.isPresent()) {
                String text = Statement.anywhere(q.get());
                select.where("(name ILIKE ? OR description ILIKE ?)", text, text);
            }
            List<GroupEntry> rows = Paging.newestFirst(select, after, limit).list(connection, StoredGroups::row);
            return Paging.page(
                    rows,
                    limit,
                    group -> new Cursor(group.createdAt(), group.id().value()));
        });
    }

    private static Optional<GroupEntry> entry(Connection connection, GroupId id) throws SQLException {
        return Statement.select(SELECT).where("id = ?", id.value()).list(connection, StoredGroups::row).stream()
                .findFirst();
    }

    private static GroupEntry row(ResultSet row) throws SQLException {
        try {
            return new GroupEntry(
                    new GroupId(row.getString("id")),
                    row.getString("name"),
                    row.getString("description"),
                    Statement.optionalText(row, "workflow_id").map(WorkflowId::new),
                    Json.mapper().readValue(row.getString("metadata"), ObjectNode.class),
                    Statement.instant(row, "created_at"),
                    Statement.instant(row, "updated_at"));
        } catch (JsonProcessingException broken) {
            throw new SQLException("node_group.metadata holds no JSON object", broken);
        }
    }
}
