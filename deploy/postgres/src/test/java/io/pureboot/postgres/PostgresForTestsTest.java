package io.pureboot.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

final class PostgresForTestsTest {
    @Test
    void everyFreshDatabaseIsEmptyAndApart() throws SQLException {
        FreshDatabase first = PostgresForTests.freshDatabase();
        try (first;
                Connection connection = first.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE t(i int)");
            try (FreshDatabase second = PostgresForTests.freshDatabase();
                    Connection other = second.connect();
                    Statement there = other.createStatement()) {
                there.execute("CREATE TABLE t(i int)");
            }
        }
        assertThat(catchThrowableOfType(SQLException.class, first::connect).getSQLState())
                .isEqualTo("3D000");
    }
}
