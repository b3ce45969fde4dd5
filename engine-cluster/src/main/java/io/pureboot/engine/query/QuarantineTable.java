package io.pureboot.engine.query;

import java.util.List;
import java.util.concurrent.CompletionStage;

/** The table {@code quarantine}: what operators see of entities that cannot be recovered. */
public final class QuarantineTable {
    /** More than anybody mends by hand; the oldest are shown. */
    public static final int SHOWN = 1000;

    private static final String UPSERT = """
            INSERT INTO quarantine (kind, entity_id, reason, since, tried_at, engine) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (kind, entity_id) DO UPDATE
            SET reason = excluded.reason, tried_at = excluded.tried_at, engine = excluded.engine""";

    private final Database database;

    public QuarantineTable(Database database) {
        this.database = database;
    }

    /** Enters it, or says of one that is there that it was tried again. */
    public CompletionStage<Integer> put(QuarantineRow row) {
        return database.call(connection -> {
            try (var statement = connection.prepareStatement(UPSERT)) {
                statement.setString(1, row.kind());
                statement.setString(2, row.id());
                statement.setString(3, row.reason());
                statement.setObject(4, Statement.utc(row.since()));
                statement.setObject(5, Statement.utc(row.triedAt()));
                statement.setString(6, row.engine());
                return statement.executeUpdate();
            }
        });
    }

    /** @return whether it was there */
    public CompletionStage<Boolean> delete(String kind, String id) {
        return database.call(connection -> {
            try (var statement =
                    connection.prepareStatement("DELETE FROM quarantine WHERE kind = ? AND entity_id = ?")) {
                statement.setString(1, kind);
                statement.setString(2, id);
                return statement.executeUpdate() == 1;
            }
        });
    }

    /** The oldest first, {@link #SHOWN} at most. */
    public CompletionStage<List<QuarantineRow>> list() {
        return database.call(connection -> Statement.select("SELECT * FROM quarantine")
                .then("ORDER BY since, kind, entity_id LIMIT ?", SHOWN)
                .list(
                        connection,
                        row -> new QuarantineRow(
                                row.getString("kind"),
                                row.getString("entity_id"),
                                row.getString("reason"),
                                Statement.instant(row, "since"),
                                Statement.instant(row, "tried_at"),
                                row.getString("engine"))));
    }
}
