package io.pureboot.engine.access;

import io.pureboot.engine.query.Database;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** What an engine makes at its first start: the tokens of an administrator and of its edge, and the key behind callback tokens. */
public final class FirstKeys {
    /** The files' names in the data directory. */
    public static final String ADMIN_TOKEN = "admin.token";

    public static final String EDGE_TOKEN = "edge.token";
    public static final String CALLBACK_KEY = "callback.key";

    private FirstKeys() {}

    /**
     * The key of all callback tokens: the given one, or that of the data directory, which is made when there is none.
     *
     * @param given {@code PUREBOOT_TOKEN_KEY}
     */
    public static CallbackTokens callbackTokens(Path dataDir, Optional<String> given) {
        String key =
                given.orElseGet(() -> SecretFile.readOrCreate(dataDir.resolve(CALLBACK_KEY), SecretFile.random("")));
        return new CallbackTokens(key.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether the cluster's engines share this key. The first engine's key holds. */
    public static CompletionStage<Boolean> isTheClustersKey(Database database, CallbackTokens tokens) {
        return database.transaction(c -> {
            try (PreparedStatement insert =
                    c.prepareStatement("INSERT INTO callback_key (fingerprint) VALUES (?) ON CONFLICT DO NOTHING")) {
                insert.setString(1, tokens.fingerprint());
                insert.executeUpdate();
            }
            try (PreparedStatement query = c.prepareStatement("SELECT fingerprint FROM callback_key");
                    ResultSet row = query.executeQuery()) {
                return row.next() && row.getString(1).equals(tokens.fingerprint());
            }
        });
    }

    /** Makes the table know the administrator's and the edge's token: the given ones, or those of the data directory's files, which are made when there are none. */
    public static CompletionStage<Boolean> ensureTokens(
            Database database, Path dataDir, Optional<String> adminToken, Optional<String> edgeToken) {
        String admin = adminToken.orElseGet(() -> file(dataDir, ADMIN_TOKEN));
        String edge = edgeToken.orElseGet(() -> file(dataDir, EDGE_TOKEN));
        return database.transaction(c -> ensure(c, admin, Role.ADMIN) && ensure(c, edge, Role.EDGE));
    }

    private static String file(Path dataDir, String name) {
        return SecretFile.readOrCreate(dataDir.resolve(name), SecretFile.random("pb_"));
    }

    private static boolean ensure(Connection c, String token, Role role) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement(
                "INSERT INTO api_token (id, name, role, sha256) VALUES (?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING")) {
            insert.setString(1, UUID.randomUUID().toString());
            insert.setString(2, role.wire());
            insert.setString(3, role.wire());
            insert.setString(4, ApiTokens.sha256(token));
            insert.executeUpdate();
            return true;
        }
    }
}
