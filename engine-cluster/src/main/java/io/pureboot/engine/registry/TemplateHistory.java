package io.pureboot.engine.registry;

import io.pureboot.engine.query.Statement;
import io.pureboot.engine.registry.TemplateChange.FromTo;
import io.pureboot.engine.template.VersionNumber;
import io.pureboot.engine.template.catalog.TemplateEvent;
import io.pureboot.engine.template.catalog.TemplateEvent.TemplateChanged;
import io.pureboot.engine.template.catalog.TemplateEvent.TemplateCreated;
import io.pureboot.engine.template.catalog.TemplateEvent.TemplateDeleted;
import io.pureboot.engine.template.catalog.TemplateEvent.VersionAdded;
import io.pureboot.protocol.TemplateId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The table {@code template_history}: who has made what of a template, and what it was before. */
final class TemplateHistory {
    /** What a page of a history has at most; what is older stays in the table. */
    private static final int MOST = 1_000;

    private static final String INSERT = """
            INSERT INTO template_history (template_id, at, by_whom, action, from_version, to_version, from_name, to_name,
                from_description, to_description)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
    private static final String SELECT = """
            SELECT h.*, v.commit_message FROM template_history h LEFT JOIN template_version v
                ON h.action IN ('created', 'version_added') AND v.template_id = h.template_id
                AND 'v' || v.major || '.' || v.minor = h.to_version""";

    private TemplateHistory() {}

    /** What an event changes, as it was before it; call it before the event's own rows are written. */
    static void write(Connection connection, TemplateEvent event) throws SQLException {
        switch (event) {
            case TemplateCreated e -> created(connection, e);
            case VersionAdded e ->
                insertAfter(
                        connection,
                        e.id(),
                        e.at(),
                        e.version().createdBy(),
                        "version_added",
                        before -> new After(Optional.of(e.version().version()), Optional.empty(), Optional.empty()));
            case TemplateChanged e ->
                insertAfter(
                        connection,
                        e.id(),
                        e.at(),
                        e.by(),
                        "changed",
                        before -> new After(
                                e.current().filter(current -> !current.equals(before.current())),
                                e.name().filter(name -> !name.equals(before.name())),
                                e.description().filter(text -> !text.equals(before.description()))));
            case TemplateDeleted e ->
                insertAfter(
                        connection,
                        e.id(),
                        e.at(),
                        e.by(),
                        "deleted",
                        before -> new After(Optional.empty(), Optional.empty(), Optional.empty()));
        }
    }

    private record Before(VersionNumber current, String name, String description) {}

    private record After(Optional<VersionNumber> current, Optional<String> name, Optional<String> description) {}

    /** Rows may be made again from the journal: then those that were made before go. */
    private static void created(Connection connection, TemplateCreated e) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM template_history WHERE template_id = ?")) {
            delete.setString(1, e.id().value());
            delete.executeUpdate();
        }
        After after =
                new After(Optional.of(e.version().version()), Optional.of(e.name()), Optional.of(e.description()));
        insert(connection, e.id(), e.at(), e.by(), "created", Optional.empty(), after);
    }

    private static void insertAfter(
            Connection connection, TemplateId id, Instant at, String by, String action, Function<Before, After> change)
            throws SQLException {
        Before before = before(connection, id);
        insert(connection, id, at, by, action, Optional.of(before), change.apply(before));
    }

    private static Before before(Connection connection, TemplateId id) throws SQLException {
        return Statement.select("SELECT current_major, current_minor, name, description FROM template")
                .where("id = ?", id.value())
                .list(
                        connection,
                        row -> new Before(
                                new VersionNumber(row.getInt("current_major"), row.getInt("current_minor")),
                                row.getString("name"),
                                row.getString("description")))
                .stream()
                .findFirst()
                .orElseThrow(() -> new SQLException("template " + id + " has changed before it was created"));
    }

    private static void insert(
            Connection connection,
            TemplateId id,
            Instant at,
            String by,
            String action,
            Optional<Before> before,
            After after)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, id.value());
            insert.setObject(2, Statement.utc(at));
            insert.setString(3, by);
            insert.setString(4, action);
            set(insert, 5, after.current(), before.map(Before::current));
            set(insert, 7, after.name(), before.map(Before::name));
            set(insert, 9, after.description(), before.map(Before::description));
            insert.executeUpdate();
        }
    }

    private static <T> void set(PreparedStatement insert, int index, Optional<T> to, Optional<T> from)
            throws SQLException {
        insert.setString(
                index, to.flatMap(changed -> from).map(Object::toString).orElse(null));
        insert.setString(index + 1, to.map(Object::toString).orElse(null));
    }

    /** Newest first, of deleted templates too; empty when there was never such a template. */
    static List<TemplateChange> of(Connection connection, TemplateId id) throws SQLException {
        return Statement.select(SELECT)
                .where("h.template_id = ?", id.value())
                .then("ORDER BY h.entry DESC LIMIT " + MOST)
                .list(connection, TemplateHistory::change);
    }

    private static TemplateChange change(ResultSet row) throws SQLException {
        return new TemplateChange(
                Statement.instant(row, "at"),
                row.getString("by_whom"),
                row.getString("action"),
                fromTo(row, "version", VersionNumber::of),
                fromTo(row, "name", name -> name),
                fromTo(row, "description", text -> text),
                Statement.optionalText(row, "commit_message"));
    }

    private static <T> Optional<FromTo<T>> fromTo(ResultSet row, String what, Function<String, T> read)
            throws SQLException {
        Optional<T> from = Statement.optionalText(row, "from_" + what).map(read);
        return Statement.optionalText(row, "to_" + what).map(read).map(to -> new FromTo<>(from, to));
    }
}
