package io.pureboot.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A real server for the tests of any module: one per JVM, started when it is first asked for; when the JVM ends, it goes with its data. It lives
 * in a numbered folder below {@code target/} of the checkout, so that later runs find and stop what a killed run left behind;
 * JVMs that test at the same time take different folders.
 */
public final class PostgresForTests {
    private static final int FOLDERS = 32;

    private static final long PATIENCE_SECONDS = 10;

    /** Started by the class's own initialization: lazily, and once. */
    private static final class Shared {
        static final EmbeddedPostgres SERVER = startInFreeFolder();
    }

    private PostgresForTests() {}

    /** A new, empty database; about 50 ms. */
    public static FreshDatabase freshDatabase() {
        String name =
                "test_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
        EmbeddedPostgres server = server();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("the tests' PostgreSQL makes no database", e);
        }
        return new FreshDatabase(server.jdbcUrl(name), server.user(), server.password(), name);
    }

    /** The shared server itself; do not close it. */
    public static EmbeddedPostgres server() {
        return Shared.SERVER;
    }

    /** Where tests that start a server of their own find the unpacked binaries. */
    public static Path binaries() {
        return folder().resolve("binaries");
    }

    private static EmbeddedPostgres startInFreeFolder() {
        try {
            for (int number = 1; number <= FOLDERS; number++) {
                try {
                    EmbeddedPostgresConfig config = EmbeddedPostgresConfig.in(folder().resolve("server-" + number))
                            .withBinaries(binaries());
                    EmbeddedPostgres server = EmbeddedPostgres.start(config);
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, config), "stop PostgreSQL"));
                    dropLeftovers(server);
                    return server;
                } catch (PostgresRefusal refusal) {
                    if (refusal.reason() != PostgresRefusal.Reason.IN_USE) {
                        throw refusal;
                    }
                }
            }
            throw new IOException("all " + FOLDERS + " servers for tests are in use in " + folder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException("the tests' PostgreSQL does not drop old databases", e);
        }
    }

    /**
     * At once, and with its data: to write a hundred databases to the disk, as a server in good order does when it stops, takes half a minute on a busy
     * machine, and the next run would only drop them.
     */
    private static void stop(EmbeddedPostgres server, EmbeddedPostgresConfig config) {
        try {
            Optional<ProcessHandle> postmaster = ProcessHandle.of(server.pid());
            Postmaster.signal(server.pid(), "QUIT");
            postmaster.ifPresent(process -> process.onExit()
                    .completeOnTimeout(process, PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join());
            // Before the folder's lock is given back.
            PostgresBinaries.delete(config.data());
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void dropLeftovers(EmbeddedPostgres server) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            List<String> names = new ArrayList<>();
            try (ResultSet rows =
                    statement.executeQuery("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'")) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
            }
            for (String name : names) {
                statement.execute("DROP DATABASE " + name + " WITH (FORCE)");
            }
        }
    }

    /** Below the root of the checkout when run in one, so that all modules share the unpacked binaries. */
    private static Path folder() {
        Path here = Path.of("").toAbsolutePath();
        for (Path each = here; each != null; each = each.getParent()) {
            if (Files.exists(each.resolve("deploy/postgres/pom.xml"))) {
                return each.resolve("target/postgres-for-tests");
            }
        }
        return here.resolve("target/postgres-for-tests");
    }
}
