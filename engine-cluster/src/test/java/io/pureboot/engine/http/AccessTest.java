package io.pureboot.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pureboot.engine.EngineDidNotStart;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and tokens: made at the first start, kept for the next one, and the same for all engines of a database. */
class AccessTest {
    private static final Map<String, Object> NONE_GIVEN =
            Map.of("access.admin-token", "", "access.edge-token", "", "access.token-key", "");

    @Test
    void theFirstStartMakesWhatIsNotGivenAndTheNextOneKeepsIt(@TempDir Path directory) throws Exception {
        FreshDatabase database = PostgresForTests.freshDatabase();
        Map<String, Object> keys = new java.util.HashMap<>(NONE_GIVEN);
        keys.put("data-dir", directory.toString());
        String token;
        try (EngineForTests first = EngineForTests.start(database, keys)) {
            token = secret(directory.resolve("admin.token"));
            assertThat(first.get("/api/v1/nodes", token).status()).isEqualTo(200);
            assertThat(first.get("/api/v1/nodes", secret(directory.resolve("edge.token")))
                            .status())
                    .isEqualTo(403);
            viewersOnlyLook(first, database);
        }
        try (EngineForTests second = EngineForTests.start(database, keys)) {
            assertThat(secret(directory.resolve("admin.token"))).isEqualTo(token);
            assertThat(second.get("/api/v1/nodes", token).status()).isEqualTo(200);
        }
        assertThatThrownBy(() -> EngineForTests.start(database, Map.of("access.token-key", "another key than theirs")))
                .isInstanceOf(EngineDidNotStart.class)
                .hasMessageContaining("PUREBOOT_TOKEN_KEY");
    }

    private static void viewersOnlyLook(EngineForTests engine, FreshDatabase database) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO api_token (id, name, role, sha256) VALUES ('v', 'look', 'viewer',"
                    + " encode(sha256('viewer-token'::bytea), 'hex'))");
        }
        assertThat(engine.get("/api/v1/nodes", "viewer-token").status()).isEqualTo(200);
        assertThat(engine.post("/api/v1/nodes", "viewer-token", "{}").text("code"))
                .isEqualTo("forbidden");
    }

    private static String secret(Path file) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        return Files.readString(file).strip();
    }

    @Test
    void anEngineWithoutADatabaseSaysSo() {
        assertThatThrownBy(() -> EngineForTests.start(
                        PostgresForTests.freshDatabase(),
                        Map.of("database.url", "jdbc:postgresql://127.0.0.1:1/none", "database.start-patience", "1 s")))
                .isInstanceOf(EngineDidNotStart.class)
                .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/none");
    }
}
