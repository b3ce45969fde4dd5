package io.pureboot.engine.storage;

import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Page;
import io.pureboot.engine.query.Statement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The table {@code stored_file}. */
final class FileTable {
    private static final String COLUMNS =
            "f.sha256, f.backend_id, f.location, f.size_bytes, f.file_name, f.created_at, f.created_by";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM stored_file f";

    private FileTable() {}

    /** All copies of a file, those first that are near. */
    static List<StoredFile> copies(Connection connection, String sha256) throws SQLException {
        return Statement.select(
                        "SELECT " + COLUMNS + " FROM stored_file f JOIN storage_backend b ON b.id = f.backend_id")
                .where("f.sha256 = ?", sha256)
                .then("ORDER BY array_position(ARRAY['local', 's3', 'http'], b.kind::text), f.created_at")
                .list(connection, FileTable::row);
    }

    static Optional<StoredFile> find(Connection connection, String sha256, String backend) throws SQLException {
        return Statement.select(SELECT)
                .where("f.sha256 = ?", sha256)
                .where("f.backend_id = ?", backend)
                .list(connection, FileTable::row)
                .stream()
                .findFirst();
    }

    /** @return whether it was not there */
    static boolean insert(Connection connection, StoredFile file) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO stored_file (sha256, backend_id, location, size_bytes, file_name, created_at, created_by)
                VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            insert.setString(1, file.sha256());
            insert.setString(2, file.backendId());
            insert.setString(3, file.location());
            insert.setLong(4, file.sizeBytes());
            insert.setString(5, file.fileName().orElse(null));
            insert.setObject(6, Statement.utc(file.createdAt()));
            insert.setString(7, file.createdBy());
            return insert.executeUpdate() == 1;
        }
    }

    /** The newest first. */
    static Page<StoredFile> list(Connection connection, Optional<Cursor> after, int limit) throws SQLException {
        Statement select = Statement.select(SELECT);
        if (after.isPresent()) {
            select.where(
                    "(f.created_at, f.sha256) < (?, ?)",
                    Statement.utc(after.get().createdAt()),
                    after.get().id());
        }
        List<StoredFile> rows = select.then("ORDER BY f.created_at DESC, f.sha256 DESC LIMIT ?", limit + 1)
                .list(connection, FileTable::row);
        return Page.of(rows, limit, file -> new Cursor(file.createdAt(), file.sha256()).spelled());
    }

    private static StoredFile row(ResultSet row) throws SQLException {
        return new StoredFile(
                row.getString("sha256"),
                row.getLong("size_bytes"),
                row.getString("backend_id"),
                row.getString("location"),
                Statement.optionalText(row, "file_name"),
                Statement.instant(row, "created_at"),
                row.getString("created_by"));
    }
}
