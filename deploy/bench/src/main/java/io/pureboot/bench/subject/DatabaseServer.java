package io.pureboot.bench.subject;

import io.pureboot.postgres.EmbeddedPostgres;
import io.pureboot.postgres.EmbeddedPostgresConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A PostgreSQL of its own with new data, as {@code ./pureboot up} starts it: fsync on, its own settings otherwise. */
public final class DatabaseServer implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final int QUIET_LOOKS = 5;
    private static final Duration QUIET_PATIENCE = Duration.ofMinutes(2);

    private final EmbeddedPostgres server;
    private final Connection connection;

    private DatabaseServer(EmbeddedPostgres server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    /**
     * Starts it.
     *
     * @param directory for its data, new; its disk is the one that is measured
     * @param binaries where PostgreSQL is unpacked, shared by all runs
     */
    public static DatabaseServer start(Path directory, Path binaries) throws IOException, SQLException {
        EmbeddedPostgres server =
                EmbeddedPostgres.start(EmbeddedPostgresConfig.in(directory).withBinaries(binaries));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server)));
        return new DatabaseServer(
                server, DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password()));
    }

    private static void stop(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String jdbcUrl() {
        return server.jdbcUrl();
    }

    public String user() {
        return server.user();
    }

    public String password() {
        return server.password();
    }

    /** A connection of the benchmark's, for one thread at a time; stays open. */
    public Connection connection() {
        return connection;
    }

    /** Processor time of all its processes. */
    public Duration cpu() throws IOException {
        return ProcessUse.cpuOfTree(server.pid());
    }

    /** The one number that a query gives. */
    public long number(String sql) throws SQLException {
        return DatabaseState.number(connection, sql);
    }

    public DatabaseState state(String eventTable) throws SQLException {
        return DatabaseState.of(connection, eventTable);
    }

    /** Writes everything to its place, so that no run pays for the one before it. */
    public void checkpoint() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        }
    }

    /** Returns when nothing has been written to the log for half a second, or after two minutes of restlessness. */
    public void awaitQuiet() throws SQLException, InterruptedException {
        long end = System.nanoTime() + QUIET_PATIENCE.toNanos();
        long last = -1;
        for (int same = 0; same < QUIET_LOOKS && System.nanoTime() < end; same++) {
            long now = DatabaseState.number(
                    connection, "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
            if (now != last) {
                same = 0;
                last = now;
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("the benchmark's connection does not close", e);
        } finally {
            server.close();
        }
    }
}
