package io.pureboot.engine.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The rows that say when an entity must be loaded at the latest. Only the entity itself writes its row; {@code owner} is the
 * incarnation that does.
 */
public final class Wakeups {
    /** Rows are spread over so many slices; sweepers share them. */
    public static final int SLICES = 64;

    private final Database database;
    private final String table;
    private final GroupCommit<Write> writes;

    private Wakeups(Database database, String table) {
        this.database = database;
        this.table = table;
        this.writes = GroupCommit.atOnce(database, this::batch);
    }

    public static Wakeups ofExecutions(Database database) {
        return new Wakeups(database, "execution_wakeup");
    }

    public static Wakeups ofNodes(Database database) {
        return new Wakeups(database, "node_wakeup");
    }

    /** Before a persist that brings an earlier deadline: the row is there, and not later than {@code at}. */
    public CompletionStage<Committed> earlier(String entity, Instant at, String owner) {
        return writes.write(entity, new Write(Kind.EARLIER, entity, at, owner));
    }

    /** After a recovery or a wake-up: the row is exactly this. */
    public CompletionStage<Committed> settle(String entity, Instant at, String owner) {
        return writes.write(entity, new Write(Kind.SETTLE, entity, at, owner));
    }

    /** Nothing is outstanding: the row goes, if {@code owner} still is who wrote it last. */
    public CompletionStage<Committed> drop(String entity, String owner) {
        return writes.write(entity, new Write(Kind.DROP, entity, Instant.EPOCH, owner));
    }

    /** Nothing is outstanding, said by an entity that was just loaded or woken: the row goes, whoever wrote it. */
    public CompletionStage<Committed> clear(String entity) {
        return writes.write(entity, new Write(Kind.CLEAR, entity, Instant.EPOCH, ""));
    }

    /** What is due by the database's clock, longest overdue first. Slices from {@code first} to below {@code end}. */
    public CompletionStage<List<Row>> due(int first, int end, int limit) {
        return database.call(connection -> rows(first, end)
                .where("wake_at <= now()")
                .then("ORDER BY wake_at LIMIT ?", limit)
                .list(connection, Wakeups::row));
    }

    /**
     * What falls due within {@code ahead} by the database's clock, soonest first. Slices from {@code first} to below {@code end}.
     *
     * @param after the last row that is known already
     */
    public CompletionStage<List<Row>> soon(int first, int end, Duration ahead, Optional<Row> after, int limit) {
        return database.call(connection -> {
            Statement select = rows(first, end)
                    .where("wake_at > now()")
                    .where("wake_at <= now() + ? * interval '1 millisecond'", ahead.toMillis());
            if (after.isPresent()) {
                select.where(
                        "(wake_at, entity_id) > (?, ?)",
                        Statement.utc(after.get().wakeAt()),
                        after.get().entity());
            }
            return select.then("ORDER BY wake_at, entity_id LIMIT ?", limit).list(connection, Wakeups::row);
        });
    }

    private Statement rows(int first, int end) {
        return Statement.select(
                        "SELECT entity_id, wake_at, (extract(epoch FROM wake_at - now()) * 1000)::bigint AS rest FROM "
                                + table)
                .where("slice >= ?", first)
                .where("slice < ?", end);
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("entity_id"), Statement.instant(row, "wake_at"), Duration.ofMillis(row.getLong("rest")));
    }

    /** @param rest until it is due, when it was read; negative when it was overdue */
    public record Row(String entity, Instant wakeAt, Duration rest) {}

    /** How many are overdue by the database's clock, by more than 5 seconds and by more than a minute. */
    public CompletionStage<Overdue> overdue(int first, int end) {
        return database.call(connection -> Statement.select("""
                        SELECT count(*) AS some, count(*) FILTER (WHERE wake_at <= now() - interval '1 minute') AS most FROM\s""" + table)
                .where("slice >= ?", first)
                .where("slice < ?", end)
                .where("wake_at <= now() - interval '5 seconds'")
                .list(connection, row -> new Overdue(row.getLong("some"), row.getLong("most")))
                .getFirst());
    }

    /** Rows that nobody has moved on. */
    public record Overdue(long fiveSeconds, long oneMinute) {
        public static final Overdue NONE = new Overdue(0, 0);
    }

    /** The slice of an entity: stable, as it is stored. */
    public static int slice(String entity) {
        return Math.floorMod(entity.hashCode(), SLICES);
    }

    private void batch(Connection connection, List<Write> all) throws SQLException {
        upsert(connection, all, Kind.EARLIER, "LEAST(" + table + ".wake_at, excluded.wake_at)");
        upsert(connection, all, Kind.SETTLE, "excluded.wake_at");
        delete(connection, all, Kind.DROP, " AND owner = ?");
        delete(connection, all, Kind.CLEAR, "");
    }

    private void upsert(Connection connection, List<Write> all, Kind kind, String wakeAt) throws SQLException {
        String sql = "INSERT INTO " + table + " (entity_id, slice, wake_at, owner) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (entity_id) DO UPDATE SET wake_at = " + wakeAt + ", owner = excluded.owner";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (Write write : all) {
                if (write.kind() == kind) {
                    statement.setString(1, write.entity());
                    statement.setInt(2, slice(write.entity()));
                    statement.setObject(3, Statement.utc(write.at()));
                    statement.setString(4, write.owner());
                    statement.addBatch();
                }
            }
            statement.executeBatch();
        }
    }

    private void delete(Connection connection, List<Write> all, Kind kind, String guard) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM " + table + " WHERE entity_id = ?" + guard)) {
            for (Write write : all) {
                if (write.kind() == kind) {
                    statement.setString(1, write.entity());
                    if (kind == Kind.DROP) {
                        statement.setString(2, write.owner());
                    }
                    statement.addBatch();
                }
            }
            statement.executeBatch();
        }
    }

    private enum Kind {
        EARLIER,
        SETTLE,
        DROP,
        CLEAR
    }

    private record Write(Kind kind, String entity, Instant at, String owner) {}
}
