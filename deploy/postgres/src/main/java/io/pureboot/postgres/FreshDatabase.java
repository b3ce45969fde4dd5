package io.pureboot.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * An empty database on the tests' server. Closing it is optional: what is left is dropped when the next test run starts.
 *
 * @param jdbcUrl its URL, without user and password
 */
public record FreshDatabase(String jdbcUrl, String user, String password, String name) implements AutoCloseable {

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, user, password);
    }

    /** Drops it, whoever is still connected. */
    @Override
    public void close() throws SQLException {
        String server = jdbcUrl.substring(0, jdbcUrl.lastIndexOf('/')) + "/postgres";
        try (Connection connection = DriverManager.getConnection(server, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        }
    }
}
