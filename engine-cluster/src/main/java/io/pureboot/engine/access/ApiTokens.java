package io.pureboot.engine.access;

import io.pureboot.engine.query.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The tokens of people, programs and edges: random texts of which the table {@code api_token} keeps the SHA-256. A token that was
 * found is believed for a while without asking again, and for longer while the database is away, so that reads and boots go on then.
 */
public final class ApiTokens {
    private static final int MOST_REMEMBERED = 10_000;

    private record Remembered(Caller caller, long atNanos) {}

    private final Database database;
    private final Duration ttl;
    private final Duration grace;
    private final Map<String, Remembered> remembered = new ConcurrentHashMap<>();

    /**
     * @param ttl how long a token is believed without asking the database
     * @param grace how long when the database does not answer
     */
    public ApiTokens(Database database, Duration ttl, Duration grace) {
        this.database = database;
        this.ttl = ttl;
        this.grace = grace;
    }

    /** Whose token it is, or empty. Fails when that is not known and the database is away. */
    public CompletionStage<Optional<Caller>> check(String token) {
        String hash = sha256(token);
        Optional<Remembered> known = Optional.ofNullable(remembered.get(hash));
        if (known.filter(k -> age(k).compareTo(ttl) < 0).isPresent()) {
            return CompletableFuture.completedFuture(known.map(Remembered::caller));
        }
        return database.call(c -> find(c, hash))
                .handle((found, failure) -> {
                    if (failure == null) {
                        remember(hash, found);
                        return CompletableFuture.completedStage(found);
                    }
                    return known.filter(k -> age(k).compareTo(grace) < 0)
                            .map(k -> CompletableFuture.completedStage(Optional.of(k.caller())))
                            .orElseGet(() -> CompletableFuture.failedStage(failure));
                })
                .thenCompose(stage -> stage);
    }

    private static Optional<Caller> find(Connection c, String hash) throws SQLException {
        try (PreparedStatement query =
                c.prepareStatement("SELECT name, role, sha256 FROM api_token WHERE sha256 = ?")) {
            query.setString(1, hash);
            try (ResultSet row = query.executeQuery()) {
                boolean same = row.next() && MessageDigest.isEqual(bytes(row.getString(3)), bytes(hash));
                String name = same ? row.getString(1) : "";
                return same ? Role.parse(row.getString(2)).map(role -> new Caller(name, role)) : Optional.empty();
            }
        }
    }

    private void remember(String hash, Optional<Caller> found) {
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.clear();
        }
        found.ifPresentOrElse(
                caller -> remembered.put(hash, new Remembered(caller, System.nanoTime())),
                () -> remembered.remove(hash));
    }

    private static Duration age(Remembered known) {
        return Duration.ofNanos(System.nanoTime() - known.atNanos());
    }

    /** What the table keeps of a token: 64 hex digits. */
    static String sha256(String token) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(token)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
