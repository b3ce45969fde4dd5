package io.pureboot.engine.storage;

import io.pureboot.engine.query.Statement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The table {@code file_upload}. Who may write is decided here, by the database's clock. */
final class UploadTable {
    /** How long a writer that says nothing keeps others out. */
    static final Duration LEASE = Duration.ofSeconds(60);

    private static final String COLUMNS =
            "id, backend_id, sha256, size_bytes, file_name, received, last_writer, progress,"
                    + " complete, created_at, created_by, expires_at";

    private UploadTable() {}

    static Optional<Upload> find(Connection connection, String id) throws SQLException {
        return Statement.select("SELECT " + COLUMNS + " FROM file_upload")
                .where("id = ?", id)
                .list(connection, UploadTable::row)
                .stream()
                .findFirst();
    }

    /** @return whether it was not there */
    static boolean insert(Connection connection, Upload upload) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO file_upload (id, backend_id, sha256, size_bytes, file_name, received, last_writer, progress, complete,
                    created_at, created_by, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            insert.setString(1, upload.id());
            insert.setString(2, upload.backendId());
            insert.setString(3, upload.sha256());
            insert.setLong(4, upload.sizeBytes());
            insert.setString(5, upload.fileName().orElse(null));
            insert.setLong(6, upload.received());
            insert.setString(7, upload.lastWriter());
            insert.setString(8, upload.progress());
            insert.setBoolean(9, upload.complete());
            insert.setObject(10, Statement.utc(upload.createdAt()));
            insert.setString(11, upload.createdBy());
            insert.setObject(12, Statement.utc(upload.expiresAt()));
            return insert.executeUpdate() == 1;
        }
    }

    /** Makes {@code writer} the only one who may write; empty when somebody else is, or when there is nothing to write. */
    static Optional<Upload> acquire(Connection connection, String id, String writer) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("UPDATE file_upload SET writer = ?,"
                + " writer_until = now() + make_interval(secs => ?) WHERE id = ? AND NOT complete"
                + " AND (writer IS NULL OR writer_until < now()) RETURNING " + COLUMNS)) {
            update.setString(1, writer);
            update.setDouble(2, (double) LEASE.toSeconds());
            update.setString(3, id);
            try (ResultSet row = update.executeQuery()) {
                return row.next() ? Optional.of(row(row)) : Optional.empty();
            }
        }
    }

    /** @return whether the writer still is the one */
    static boolean renew(Connection connection, String id, String writer) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE file_upload SET writer_until = now() + make_interval(secs => ?) WHERE id = ? AND writer = ?")) {
            update.setDouble(1, (double) LEASE.toSeconds());
            update.setString(2, id);
            update.setString(3, writer);
            return update.executeUpdate() == 1;
        }
    }

    /**
     * Notes how far it is.
     *
     * @return whether the writer still is the one
     */
    static boolean advance(Connection connection, Upload upload, String writer, Duration expiry) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE file_upload SET received = ?, last_writer = ?, progress = ?, expires_at = now() + make_interval(secs => ?),
                    writer_until = now() + make_interval(secs => ?)
                WHERE id = ? AND writer = ?""")) {
            update.setLong(1, upload.received());
            update.setString(2, upload.lastWriter());
            update.setString(3, upload.progress());
            update.setDouble(4, (double) expiry.toSeconds());
            update.setDouble(5, (double) LEASE.toSeconds());
            update.setString(6, upload.id());
            update.setString(7, writer);
            return update.executeUpdate() == 1;
        }
    }

    /**
     * It has become a file.
     *
     * @return whether the writer still is the one
     */
    static boolean complete(Connection connection, String id, String writer) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE file_upload SET received = size_bytes, progress = '', complete = true, writer = NULL
                WHERE id = ? AND writer = ?""")) {
            update.setString(1, id);
            update.setString(2, writer);
            return update.executeUpdate() == 1;
        }
    }

    static int release(Connection connection, String id, String writer) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE file_upload SET writer = NULL WHERE id = ? AND writer = ?")) {
            update.setString(1, id);
            update.setString(2, writer);
            return update.executeUpdate();
        }
    }

    /** By its writer, or, when it is complete, by anybody. */
    static int delete(Connection connection, String id, String writer) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM file_upload WHERE id = ? AND (complete OR writer = ?)")) {
            delete.setString(1, id);
            delete.setString(2, writer);
            return delete.executeUpdate();
        }
    }

    /** Those that nobody has sent a byte of for too long, the oldest first. */
    static List<Upload> expired(Connection connection, int limit) throws SQLException {
        return Statement.select("SELECT " + COLUMNS + " FROM file_upload")
                .where("expires_at < now()")
                .where("(writer IS NULL OR writer_until < now())")
                .then("ORDER BY expires_at LIMIT ?", limit)
                .list(connection, UploadTable::row);
    }

    private static Upload row(ResultSet row) throws SQLException {
        return new Upload(
                row.getString("id"),
                row.getString("backend_id"),
                row.getString("sha256"),
                row.getLong("size_bytes"),
                Statement.optionalText(row, "file_name"),
                row.getLong("received"),
                row.getString("last_writer"),
                row.getString("progress"),
                row.getBoolean("complete"),
                Statement.instant(row, "created_at"),
                row.getString("created_by"),
                Statement.instant(row, "expires_at"));
    }
}
