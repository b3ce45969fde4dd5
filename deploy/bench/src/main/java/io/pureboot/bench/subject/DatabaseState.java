package io.pureboot.bench.subject;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * A database at one moment.
 *
 * @param walBytes written to the write-ahead log since the server was made
 * @param walSyncs syncs of that log ({@code pg_stat_io}, PostgreSQL 18); backends tell of theirs when they have been idle for 10 s
 * @param fullPages pages that were written whole to that log, as it was their first change since a checkpoint; told as late
 * @param commits transactions; told as late
 * @param eventRows rows of the table that gets one for each event
 */
public record DatabaseState(
        long walBytes,
        long walSyncs,
        long fullPages,
        long commits,
        long eventRows,
        long databaseBytes,
        Map<String, TableState> tables) {

    /** Reads it. */
    static DatabaseState of(Connection connection, String eventTable) throws SQLException {
        return new DatabaseState(
                number(connection, "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"),
                number(connection, "SELECT coalesce(sum(fsyncs), 0)::bigint FROM pg_stat_io WHERE object = 'wal'"),
                number(connection, "SELECT wal_fpi FROM pg_stat_wal"),
                number(connection, "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"),
                number(connection, "SELECT count(*) FROM " + eventTable),
                number(connection, "SELECT pg_database_size(current_database())"),
                tables(connection));
    }

    static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static Map<String, TableState> tables(Connection connection) throws SQLException {
        Map<String, TableState> tables = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT relname, pg_total_relation_size(relid), n_tup_ins,"
                        + " n_tup_upd, n_tup_hot_upd, n_tup_del FROM pg_stat_user_tables")) {
            while (row.next()) {
                tables.put(
                        row.getString(1),
                        new TableState(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), row.getLong(6)));
            }
        }
        return tables;
    }

    /** What has been added since. */
    public DatabaseState since(DatabaseState earlier) {
        Map<String, TableState> grown = new TreeMap<>();
        tables.forEach(
                (name, table) -> grown.put(name, table.since(earlier.tables.getOrDefault(name, TableState.NONE))));
        return new DatabaseState(
                walBytes - earlier.walBytes,
                walSyncs - earlier.walSyncs,
                fullPages - earlier.fullPages,
                commits - earlier.commits,
                eventRows - earlier.eventRows,
                databaseBytes - earlier.databaseBytes,
                grown);
    }

    /** All tables with their indexes. */
    public long tableBytes() {
        return tables.values().stream().mapToLong(TableState::bytes).sum();
    }
}
