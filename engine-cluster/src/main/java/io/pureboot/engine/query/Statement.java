package io.pureboot.engine.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** A SELECT that is put together from conditions, each with its parameters in the order of their question marks. */
public final class Statement {
    private final StringBuilder sql;
    private final List<Object> parameters = new ArrayList<>();
    private String glue = " WHERE ";

    private Statement(String head) {
        this.sql = new StringBuilder(head);
    }

    public static Statement select(String head) {
        return new Statement(head);
    }

    public Statement where(String condition, Object... values) {
        sql.append(glue).append(condition);
        glue = " AND ";
        parameters.addAll(List.of(values));
        return this;
    }

    public Statement where(String condition, Optional<?> value) {
        return value.isPresent() ? where(condition, value.get()) : this;
    }

    public Statement then(String tail, Object... values) {
        sql.append(' ').append(tail);
        parameters.addAll(List.of(values));
        return this;
    }

    /** Executes {@code sql} once for each of {@code all}, in one exchange; those that it has found no row for. */
    static <T> List<T> untouched(Connection connection, String sql, List<T> all, Binder<T> binder) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (T each : all) {
                binder.bind(statement, each);
                statement.addBatch();
            }
            int[] rows = statement.executeBatch();
            return IntStream.range(0, rows.length)
                    .filter(i -> rows[i] == 0)
                    .mapToObj(all::get)
                    .toList();
        }
    }

    /** Fills in a statement's parameters. */
    @FunctionalInterface
    interface Binder<T> {
        void bind(PreparedStatement statement, T value) throws SQLException;
    }

    public <T> List<T> list(Connection connection, RowReader<T> reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setObject(i + 1, parameters.get(i));
            }
            List<T> found = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
            }
            return found;
        }
    }

    /** A text that a LIKE is to find anywhere, with LIKE's own signs taken literally. */
    public static String anywhere(String text) {
        return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }

    public static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    public static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    public static Optional<String> optionalText(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    public static Optional<Integer> optionalInt(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, Integer.class));
    }

    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }
}
