package io.pureboot.bench.floor;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.UUID;

/** The floor's two tables, and its two statements. */
public final class FloorTables {
    /** The one that gets a row for each transition. */
    public static final String EVENTS = "event";

    private static final String CREATE = """
            CREATE TABLE execution (
                id         UUID        PRIMARY KEY,
                token      TEXT        NOT NULL,
                step       SMALLINT    NOT NULL,
                steps      SMALLINT    NOT NULL,
                attempt    SMALLINT    NOT NULL,
                status     TEXT        NOT NULL,
                updated_at TIMESTAMPTZ NOT NULL
            );
            CREATE TABLE event (
                execution_id UUID        NOT NULL,
                step         SMALLINT    NOT NULL,
                attempt      SMALLINT    NOT NULL,
                status       TEXT        NOT NULL,
                event_id     TEXT        NOT NULL,
                exit_code    INTEGER     NOT NULL,
                at           TIMESTAMPTZ NOT NULL,
                PRIMARY KEY (execution_id, step, attempt)
            );
            """;
    private static final String CURRENT =
            "SELECT step, attempt, status FROM execution WHERE id = ? AND token = ? AND status = 'running'";
    private static final String ADVANCE = """
            WITH moved AS (
                UPDATE execution
                   SET step = step + 1, status = CASE WHEN step = steps THEN 'completed' ELSE 'running' END, updated_at = now()
                 WHERE id = ? AND token = ? AND step = ? AND attempt = ? AND status = 'running'
             RETURNING id, step - 1 AS done, attempt)
            INSERT INTO event (execution_id, step, attempt, status, event_id, exit_code, at)
                 SELECT id, done, attempt, ?, ?, ?, now() FROM moved
            """;

    private FloorTables() {}

    /** What an execution has to do now. */
    record Current(int step, int attempt) {}

    /** Success of a step, as an agent reports it. */
    record Report(UUID execution, String token, int step, int attempt, String status, String eventId, int exitCode) {}

    /** Makes the tables of a new database. */
    public static void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
        }
    }

    /** Adds an execution at its first step, as part of a batch. */
    public static PreparedStatement insertion(Connection connection) throws SQLException {
        return connection.prepareStatement("INSERT INTO execution (id, token, step, steps, attempt, status, updated_at)"
                + " VALUES (?, ?, 1, ?, 1, 'running', now())");
    }

    static Optional<Current> current(Connection connection, UUID execution, String token) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(CURRENT)) {
            select.setObject(1, execution);
            select.setString(2, token);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(new Current(row.getInt(1), row.getInt(2))) : Optional.empty();
            }
        }
    }

    /** Inserts the event and updates the execution in one statement, committed by itself; false when the step is not the current one. */
    static boolean advance(Connection connection, Report report) throws SQLException {
        try (PreparedStatement advance = connection.prepareStatement(ADVANCE)) {
            advance.setObject(1, report.execution());
            advance.setString(2, report.token());
            advance.setInt(3, report.step());
            advance.setInt(4, report.attempt());
            advance.setString(5, report.status());
            advance.setString(6, report.eventId());
            advance.setInt(7, report.exitCode());
            return advance.executeUpdate() == 1;
        }
    }
}
