package io.pureboot.engine.registry;

import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Page;
import io.pureboot.engine.query.Statement;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.TemplateReference;
import io.pureboot.engine.template.VersionNumber;
import io.pureboot.engine.template.VersionSelector;
import io.pureboot.engine.template.catalog.TemplateEvent;
import io.pureboot.engine.template.catalog.TemplateEvent.TemplateChanged;
import io.pureboot.engine.template.catalog.TemplateEvent.TemplateCreated;
import io.pureboot.engine.template.catalog.TemplateEvent.TemplateDeleted;
import io.pureboot.engine.template.catalog.TemplateEvent.VersionAdded;
import io.pureboot.engine.template.catalog.TemplateVersion;
import io.pureboot.protocol.TemplateId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tables {@code template} and {@code template_version}. */
final class TemplateTables {
    private static final String ENTRY = """
            SELECT t.id AS template_id, t.name, t.description, t.format, t.created_at AS template_created_at,
                t.created_by AS template_created_by, t.updated_at, t.deleted_at,
                v.id, v.major, v.minor, v.sha256, v.size_bytes, v.includes, v.created_at, v.created_by, v.commit_message
            FROM template t JOIN template_version v
                ON v.template_id = t.id AND v.major = t.current_major AND v.minor = t.current_minor""";
    private static final String VERSION = """
            SELECT id, major, minor, sha256, size_bytes, includes, created_at, created_by, commit_message
            FROM template_version""";
    /** Workflows by their steps, templates by their current versions. Parameters: name and id of the template, twice, then its id. */
    private static final String USERS = """
            SELECT 'workflow ' || w.name AS holder FROM workflow w WHERE w.deleted_at IS NULL AND EXISTS
                (SELECT FROM unnest(w.templates) r WHERE split_part(r, ':', 1) IN (?, ?))
            UNION ALL
            SELECT 'template ' || t.name FROM template t JOIN template_version v
                ON v.template_id = t.id AND v.major = t.current_major AND v.minor = t.current_minor
            WHERE t.deleted_at IS NULL AND t.id <> ? AND EXISTS
                (SELECT FROM unnest(v.includes) r WHERE split_part(r, ':', 1) IN (?, ?))
            ORDER BY holder LIMIT 10""";

    private TemplateTables() {}

    /** What an event changes. */
    static void write(Connection connection, TemplateEvent event) throws SQLException {
        TemplateHistory.write(connection, event);
        switch (event) {
            case TemplateCreated e -> {
                insertTemplate(connection, e);
                insertVersion(connection, e.id(), e.version(), e.content());
            }
            case VersionAdded e -> {
                insertVersion(connection, e.id(), e.version(), e.content());
                makeCurrent(connection, e.id(), e.version().version(), e.at());
            }
            case TemplateChanged e -> {
                rename(connection, e);
                if (e.current().isPresent()) {
                    makeCurrent(connection, e.id(), e.current().get(), e.at());
                }
            }
            case TemplateDeleted e -> {
                try (PreparedStatement update = connection.prepareStatement(
                        "UPDATE template SET deleted_at = ?, updated_at = ? WHERE id = ?")) {
                    update.setObject(1, Statement.utc(e.at()));
                    update.setObject(2, Statement.utc(e.at()));
                    update.setString(3, e.id().value());
                    update.executeUpdate();
                }
            }
        }
    }

    private static void insertTemplate(Connection connection, TemplateCreated e) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO template (id, name, description, format, current_major, current_minor, created_at, created_by, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setString(1, e.id().value());
            insert.setString(2, e.name());
            insert.setString(3, e.description());
            insert.setString(4, e.format().wire());
            insert.setInt(5, e.version().version().major());
            insert.setInt(6, e.version().version().minor());
            insert.setObject(7, Statement.utc(e.at()));
            insert.setString(8, e.by());
            insert.setObject(9, Statement.utc(e.at()));
            insert.executeUpdate();
        }
    }

    private static void insertVersion(Connection connection, TemplateId id, TemplateVersion version, String content)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO template_version (template_id, major, minor, id, sha256, size_bytes, includes, content, created_at,
                    created_by, commit_message)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setString(1, id.value());
            insert.setInt(2, version.version().major());
            insert.setInt(3, version.version().minor());
            insert.setString(4, version.id());
            insert.setString(5, version.sha256());
            insert.setLong(6, version.sizeBytes());
            insert.setArray(
                    7, connection.createArrayOf("text", version.includes().toArray()));
            insert.setString(8, content);
            insert.setObject(9, Statement.utc(version.createdAt()));
            insert.setString(10, version.createdBy());
            insert.setString(11, version.commitMessage().orElse(null));
            insert.executeUpdate();
        }
    }

    private static void makeCurrent(Connection connection, TemplateId id, VersionNumber version, Instant at)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE template SET current_major = ?, current_minor = ?, updated_at = ? WHERE id = ?")) {
            update.setInt(1, version.major());
            update.setInt(2, version.minor());
            update.setObject(3, Statement.utc(at));
            update.setString(4, id.value());
            update.executeUpdate();
        }
    }

    private static void rename(Connection connection, TemplateChanged e) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE template SET name = coalesce(?, name), description = coalesce(?, description), updated_at = ?
                WHERE id = ?""")) {
            update.setString(1, e.name().orElse(null));
            update.setString(2, e.description().orElse(null));
            update.setObject(3, Statement.utc(e.at()));
            update.setString(4, e.id().value());
            update.executeUpdate();
        }
    }

    static Optional<TemplateEntry> entry(Connection connection, TemplateId id, boolean deletedToo) throws SQLException {
        Statement select = Statement.select(ENTRY).where("t.id = ?", id.value());
        return (deletedToo ? select : select.where("t.deleted_at IS NULL"))
                .list(connection, TemplateTables::entry).stream().findFirst();
    }

    static Optional<TemplateEntry> named(Connection connection, String name) throws SQLException {
        return Statement.select(ENTRY)
                .where("t.name = ?", name)
                .where("t.deleted_at IS NULL")
                .list(connection, TemplateTables::entry)
                .stream()
                .findFirst();
    }

    static Page<TemplateEntry> list(Connection connection, TemplateFilter filter, Optional<Cursor> after, int limit)
            throws SQLException {
        Statement select = Statement.select("SELECT id AS listed FROM template")
                .where("deleted_at IS NULL")
                .where("name = ?", filter.name())
                .where("format = ?", filter.format().map(TemplateFormat::wire));
        if (filter.q().isPresent()) {
            String text = Statement.anywhere(filter.q().get());
            select.where("(name ILIKE ? OR description ILIKE ?)", text, text);
        }
        String[] ids =
                Paging.newestFirst(select, after, limit).list(connection, row -> row.getString("listed")).stream()
                        .toArray(String[]::new);
        List<TemplateEntry> entries = Statement.select(ENTRY)
                .where("t.id = ANY(?)", (Object) ids)
                .then("ORDER BY t.created_at DESC, t.id DESC")
                .list(connection, TemplateTables::entry);
        return Paging.page(
                entries,
                limit,
                entry -> new Cursor(entry.createdAt(), entry.id().value()));
    }

    static List<TemplateVersion> versions(Connection connection, TemplateId id) throws SQLException {
        return Statement.select(VERSION)
                .where("template_id = ?", id.value())
                .then("ORDER BY major DESC, minor DESC")
                .list(connection, TemplateTables::version);
    }

    /** The version that is meant now; of a deleted template none is. */
    static Optional<TemplateVersion> version(Connection connection, TemplateEntry template, VersionSelector selector)
            throws SQLException {
        if (selector instanceof VersionSelector.Latest) {
            return Optional.of(template.current());
        }
        Statement select =
                Statement.select(VERSION).where("template_id = ?", template.id().value());
        switch (selector) {
            case VersionSelector.Latest latest -> throw new IllegalStateException("answered above: " + latest);
            case VersionSelector.Major(int major) -> select.where("major = ?", major);
            case VersionSelector.Exact(VersionNumber(int major, int minor)) ->
                select.where("major = ?", major).where("minor = ?", minor);
            case VersionSelector.ById(String versionId) -> select.where("id = ?", versionId);
        }
        return select.then("ORDER BY major DESC, minor DESC LIMIT 1").list(connection, TemplateTables::version).stream()
                .findFirst();
    }

    /** What a reference means now: by id first, then by name. */
    static Optional<TemplateEntry> referred(Connection connection, TemplateReference reference) throws SQLException {
        Optional<TemplateId> id = TemplateId.parse(reference.template());
        Optional<TemplateEntry> byId = id.isPresent() ? entry(connection, id.get(), false) : Optional.empty();
        return byId.isPresent() ? byId : named(connection, reference.template());
    }

    static Optional<TemplateText> text(Connection connection, TemplateId id, VersionNumber version)
            throws SQLException {
        return Statement.select(
                        "SELECT t.format, v.content FROM template_version v JOIN template t ON t.id = v.template_id")
                .where("v.template_id = ?", id.value())
                .where("v.major = ?", version.major())
                .where("v.minor = ?", version.minor())
                .list(
                        connection,
                        row -> new TemplateText(
                                TemplateFormat.parse(row.getString("format")).orElseThrow(), row.getString("content")))
                .stream()
                .findFirst();
    }

    /** Who names the template: at most ten. */
    static List<String> users(Connection connection, TemplateEntry template) throws SQLException {
        String id = template.id().value();
        return Statement.select("")
                .then(USERS, template.name(), id, id, template.name(), id)
                .list(connection, row -> row.getString("holder"));
    }

    private static TemplateEntry entry(ResultSet row) throws SQLException {
        return new TemplateEntry(
                new TemplateId(row.getString("template_id")),
                row.getString("name"),
                row.getString("description"),
                TemplateFormat.parse(row.getString("format")).orElseThrow(),
                version(row),
                Statement.instant(row, "template_created_at"),
                row.getString("template_created_by"),
                Statement.instant(row, "updated_at"),
                Statement.optionalInstant(row, "deleted_at"));
    }

    private static TemplateVersion version(ResultSet row) throws SQLException {
        return new TemplateVersion(
                row.getString("id"),
                new VersionNumber(row.getInt("major"), row.getInt("minor")),
                row.getString("sha256"),
                row.getLong("size_bytes"),
                List.of((String[]) row.getArray("includes").getArray()),
                Statement.instant(row, "created_at"),
                row.getString("created_by"),
                Statement.optionalText(row, "commit_message"));
    }
}
