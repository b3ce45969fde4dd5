package io.pureboot.engine.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.query.Statement;
import io.pureboot.protocol.Json;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The table {@code storage_backend}. */
final class BackendTable {
    private static final String SELECT =
            "SELECT id, name, kind, settings, marker, created_at, created_by FROM storage_backend";

    private BackendTable() {}

    static List<BackendRow> list(Connection connection) throws SQLException {
        return Statement.select(SELECT).then("ORDER BY created_at, id").list(connection, BackendTable::row);
    }

    static Optional<BackendRow> find(Connection connection, String id) throws SQLException {
        return Statement.select(SELECT).where("id = ?", id).list(connection, BackendTable::row).stream()
                .findFirst();
    }

    /** By its id, or else by its name. */
    static Optional<BackendRow> named(Connection connection, String idOrName) throws SQLException {
        return Statement.select(SELECT)
                .where("(id = ? OR name = ?)", idOrName, idOrName)
                .then("ORDER BY (id = ?) DESC", idOrName)
                .list(connection, BackendTable::row)
                .stream()
                .findFirst();
    }

    /** @return whether neither its id nor its name was there */
    static boolean insert(Connection connection, BackendRow row) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO storage_backend (id, name, kind, settings, marker, created_at, created_by)
                VALUES (?, ?, ?, ?::jsonb, ?, ?, ?) ON CONFLICT DO NOTHING""")) {
            StorageBackend backend = row.backend();
            insert.setString(1, backend.id());
            insert.setString(2, backend.name());
            insert.setString(3, backend.place().kind());
            insert.setString(4, PlaceJson.write(backend.place()).toString());
            insert.setString(5, row.marker().orElse(null));
            insert.setObject(6, Statement.utc(backend.createdAt()));
            insert.setString(7, backend.createdBy());
            return insert.executeUpdate() == 1;
        }
    }

    /** The marker that counts: {@code claimed}, unless another engine was first. */
    static String claim(Connection connection, String id, String claimed) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE storage_backend SET marker = coalesce(marker, ?) WHERE id = ? RETURNING marker")) {
            update.setString(1, claimed);
            update.setString(2, id);
            try (ResultSet row = update.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("storage backend " + id + " has just been removed");
                }
                return row.getString("marker");
            }
        }
    }

    /** @return whether it was there, and nothing lies in it */
    static boolean deleteUnused(Connection connection, String id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("""
                DELETE FROM storage_backend b WHERE id = ?
                AND NOT EXISTS (SELECT FROM stored_file WHERE backend_id = b.id)
                AND NOT EXISTS (SELECT FROM file_upload WHERE backend_id = b.id)""")) {
            delete.setString(1, id);
            return delete.executeUpdate() == 1;
        }
    }

    private static BackendRow row(ResultSet row) throws SQLException {
        try {
            ObjectNode settings = Json.mapper().readValue(row.getString("settings"), ObjectNode.class);
            return new BackendRow(
                    new StorageBackend(
                            row.getString("id"),
                            row.getString("name"),
                            PlaceJson.read(row.getString("kind"), settings),
                            Statement.instant(row, "created_at"),
                            row.getString("created_by")),
                    Statement.optionalText(row, "marker"));
        } catch (JsonProcessingException broken) {
            throw new SQLException("storage_backend.settings holds no JSON object", broken);
        }
    }
}
