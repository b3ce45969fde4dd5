package io.pureboot.engine.registry;

import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.Statement;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** What sources of files have made, over the table {@code applied}. A stage fails when PostgreSQL is away. */
public final class AppliedMarks {
    private final Database database;

    public AppliedMarks(Database database) {
        this.database = database;
    }

    /** The marks of a source, by kind and name. */
    public CompletionStage<List<AppliedMark>> of(String source) {
        return database.call(connection -> Statement.select(
                        "SELECT kind, name, object_id, applied_at, applied_by FROM applied")
                .where("source = ?", source)
                .list(
                        connection,
                        row -> new AppliedMark(
                                row.getString("kind"),
                                row.getString("name"),
                                Statement.optionalText(row, "object_id"),
                                Statement.instant(row, "applied_at"),
                                row.getString("applied_by")))
                .stream()
                .sorted(java.util.Comparator.comparing(AppliedMark::kind).thenComparing(AppliedMark::name))
                .toList());
    }

    public CompletionStage<Done> put(String source, String kind, String name, Optional<String> objectId, String by) {
        return database.call(connection -> {
            try (PreparedStatement upsert = connection.prepareStatement("""
                    INSERT INTO applied (source, kind, name, object_id, applied_at, applied_by) VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (source, kind, name)
                    DO UPDATE SET object_id = excluded.object_id, applied_at = excluded.applied_at,
                                  applied_by = excluded.applied_by""")) {
                upsert.setString(1, source);
                upsert.setString(2, kind);
                upsert.setString(3, name);
                upsert.setString(4, objectId.orElse(null));
                upsert.setObject(5, Statement.utc(Instant.now().truncatedTo(ChronoUnit.MILLIS)));
                upsert.setString(6, by);
                upsert.executeUpdate();
                return Done.getInstance();
            }
        });
    }

    public CompletionStage<Done> remove(String source, String kind, String name) {
        return database.call(connection -> {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM applied WHERE source = ? AND kind = ? AND name = ?")) {
                delete.setString(1, source);
                delete.setString(2, kind);
                delete.setString(3, name);
                delete.executeUpdate();
                return Done.getInstance();
            }
        });
    }
}
