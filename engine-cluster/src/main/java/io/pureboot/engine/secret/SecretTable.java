package io.pureboot.engine.secret;

import io.pureboot.engine.query.Statement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The statements of the tables {@code secret…}. Whoever changes something locks the keyset's row first, so that changes have an order. */
final class SecretTable {
    /** More changes of one secret than anybody reads. */
    private static final int CHANGES_SHOWN = 100;

    private SecretTable() {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record StoredKeyset(byte[] sealed, long revision) {}

    /** @param ageSeconds since it was written, by the database's clock */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sealed(String name, int version, int keyId, byte[] sealed, double ageSeconds) {}

    record Row(Sealed value, Instant createdAt, String createdBy, Instant changedAt, String changedBy) {}

    /** How the keyset's row is taken: read, held as it is until the transaction's end, or taken for a change. */
    enum Hold {
        NOT(""),
        SHARED(" FOR SHARE"),
        CHANGING(" FOR UPDATE");

        private final String clause;

        Hold(String clause) {
            this.clause = clause;
        }
    }

    static Optional<StoredKeyset> keyset(Connection c, Hold hold) throws SQLException {
        return Statement.select("SELECT sealed, revision FROM secret_keyset" + hold.clause)
                .list(c, row -> new StoredKeyset(row.getBytes("sealed"), row.getLong("revision")))
                .stream()
                .findFirst();
    }

    /** The first engine's keyset holds. */
    static void insertKeyset(Connection c, byte[] sealed) throws SQLException {
        update(c, "INSERT INTO secret_keyset (sealed, revision) VALUES (?, 1) ON CONFLICT DO NOTHING", sealed);
    }

    static void updateKeyset(Connection c, byte[] sealed) throws SQLException {
        update(c, "UPDATE secret_keyset SET sealed = ?, revision = revision + 1", sealed);
    }

    static void countChange(Connection c) throws SQLException {
        update(c, "UPDATE secret_keyset SET revision = revision + 1");
    }

    static List<Sealed> values(Connection c) throws SQLException {
        return Statement.select(
                        "SELECT name, version, key_id, sealed, extract(epoch FROM clock_timestamp() - changed_at)::float8 AS age FROM secret")
                .list(c, SecretTable::sealed);
    }

    static List<Sealed> echoes(Connection c) throws SQLException {
        return Statement.select(
                        "SELECT name, version, key_id, sealed, extract(epoch FROM clock_timestamp() - since)::float8 AS age FROM secret_echo")
                .where("forget_at > now()")
                .list(c, SecretTable::sealed);
    }

    /** Those of one name, also such as are forgotten already. */
    static List<Sealed> echoes(Connection c, String name) throws SQLException {
        return Statement.select("SELECT name, version, key_id, sealed, 0.0::float8 AS age FROM secret_echo")
                .where("name = ?", name)
                .list(c, SecretTable::sealed);
    }

    private static Sealed sealed(ResultSet row) throws SQLException {
        return new Sealed(
                row.getString("name"),
                row.getInt("version"),
                row.getInt("key_id"),
                row.getBytes("sealed"),
                row.getDouble("age"));
    }

    static List<Row> rows(Connection c, Optional<String> name) throws SQLException {
        return Statement.select("SELECT *, 0.0::float8 AS age FROM secret")
                .where("name = ?", name)
                .then("ORDER BY name")
                .list(
                        c,
                        row -> new Row(
                                sealed(row),
                                Statement.instant(row, "created_at"),
                                row.getString("created_by"),
                                Statement.instant(row, "changed_at"),
                                row.getString("changed_by")));
    }

    /** Versions go on where those of a deleted secret of that name ended. */
    static int nextVersion(Connection c, String name) throws SQLException {
        return Statement.select("SELECT coalesce(max(version), 0) + 1 AS next FROM secret_change")
                .where("name = ?", name)
                .list(c, row -> row.getInt("next"))
                .getFirst();
    }

    static void set(Connection c, String name, int version, int keyId, byte[] sealed, String by) throws SQLException {
        update(c, """
                INSERT INTO secret (name, version, key_id, sealed, created_at, created_by, changed_at, changed_by)
                VALUES (?, ?, ?, ?, clock_timestamp(), ?, clock_timestamp(), ?)
                ON CONFLICT (name) DO UPDATE SET version = excluded.version, key_id = excluded.key_id,
                  sealed = excluded.sealed, changed_at = excluded.changed_at, changed_by = excluded.changed_by""", name, version, keyId, sealed, by, by);
    }

    /** Whether there was one. */
    static boolean delete(Connection c, String name) throws SQLException {
        return update(c, "DELETE FROM secret WHERE name = ?", name) == 1;
    }

    /** The value of that name is masked for so long, though it is about to go. */
    static void keepEcho(Connection c, String name, Duration echo) throws SQLException {
        update(c, """
                INSERT INTO secret_echo (name, version, key_id, sealed, since, forget_at)
                SELECT name, version, key_id, sealed, changed_at, clock_timestamp() + make_interval(secs => ?)
                FROM secret WHERE name = ? ON CONFLICT DO NOTHING""", (double) echo.toSeconds(), name);
        update(c, "DELETE FROM secret_echo WHERE forget_at <= now()");
    }

    /** A value that came from elsewhere. */
    static void addEcho(Connection c, String name, int version, int keyId, byte[] sealed, Duration echo)
            throws SQLException {
        update(c, """
                INSERT INTO secret_echo (name, version, key_id, sealed, since, forget_at)
                VALUES (?, ?, ?, ?, clock_timestamp(), clock_timestamp() + make_interval(secs => ?))
                ON CONFLICT (name, version) DO UPDATE SET forget_at = excluded.forget_at, since = excluded.since,
                  key_id = excluded.key_id, sealed = excluded.sealed""", name, version, keyId, sealed, (double) echo.toSeconds());
    }

    static void addChange(Connection c, String by, String change, Optional<String> name, Optional<Integer> version)
            throws SQLException {
        try (PreparedStatement insert = c.prepareStatement(
                "INSERT INTO secret_change (at, by_whom, change, name, version) VALUES (clock_timestamp(), ?, ?, ?, ?)")) {
            insert.setString(1, by);
            insert.setString(2, change);
            insert.setObject(3, name.orElse(null), java.sql.Types.VARCHAR);
            insert.setObject(4, version.orElse(null), java.sql.Types.INTEGER);
            insert.executeUpdate();
        }
    }

    /** The newest first. */
    static List<SecretChange> changes(Connection c, String name) throws SQLException {
        return Statement.select("SELECT at, by_whom, change, version FROM secret_change")
                .where("name = ?", name)
                .then("ORDER BY id DESC LIMIT ?", CHANGES_SHOWN)
                .list(
                        c,
                        row -> new SecretChange(
                                Statement.instant(row, "at"),
                                row.getString("by_whom"),
                                row.getString("change"),
                                Statement.optionalInt(row, "version")));
    }

    /** Some of the values that another key than this has sealed, of names behind {@code after}, kept from others until the transaction's end. */
    static List<Sealed> underOtherKeys(Connection c, String table, int keyId, String after, int limit)
            throws SQLException {
        return Statement.select("SELECT name, version, key_id, sealed, 0.0::float8 AS age FROM " + table)
                .where("key_id <> ?", keyId)
                .where("name || ' ' || version > ?", after)
                .then("ORDER BY name || ' ' || version LIMIT ? FOR UPDATE", limit)
                .list(c, SecretTable::sealed);
    }

    static void reseal(Connection c, String table, Sealed value, int keyId, byte[] sealed) throws SQLException {
        update(
                c,
                "UPDATE " + table + " SET key_id = ?, sealed = ? WHERE name = ? AND version = ?",
                keyId,
                sealed,
                value.name(),
                value.version());
    }

    private static int update(Connection c, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = c.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
