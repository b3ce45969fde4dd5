package io.pureboot.lab.chaos.site;

import io.pureboot.lab.process.Signals;
import io.pureboot.postgres.EmbeddedPostgres;
import io.pureboot.postgres.EmbeddedPostgresConfig;
import io.pureboot.postgres.PostgresForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.stream.Stream;

/** PostgreSQL, durable, as a child of this process: its postmaster can be killed, and started again on the same port. */
public final class DatabaseServer implements AutoCloseable {
    private final EmbeddedPostgresConfig config;
    private EmbeddedPostgres server;
    private boolean closed;

    private DatabaseServer(EmbeddedPostgresConfig config, EmbeddedPostgres server) {
        this.config = config;
        this.server = server;
    }

    static DatabaseServer start(Path directory) throws IOException {
        EmbeddedPostgresConfig config = EmbeddedPostgresConfig.in(directory).withBinaries(PostgresForTests.binaries());
        EmbeddedPostgres server = EmbeddedPostgres.start(config);
        return new DatabaseServer(config.withPort(server.port()), server);
    }

    String url() {
        return server.jdbcUrl();
    }

    String user() {
        return server.user();
    }

    String password() {
        return server.password();
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), user(), password());
    }

    /** SIGKILL to the postmaster: no checkpoint, no word to any client. */
    public synchronized void kill() throws IOException {
        Signals.send(server.pid(), "KILL");
        server.close();
    }

    /** Starts it on what the killed one has left; does nothing when all is over. */
    public synchronized void startAgain() throws IOException {
        if (!closed) {
            server = EmbeddedPostgres.start(config);
        }
    }

    /** Whether it takes a connection. */
    public boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(2);
        } catch (SQLException away) {
            return false;
        }
    }

    /** Stops it for good and deletes its data; its log stays. */
    synchronized void discard() throws IOException {
        close();
        try (Stream<Path> files = Files.walk(config.directory().resolve("pgdata"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        server.close();
    }
}
