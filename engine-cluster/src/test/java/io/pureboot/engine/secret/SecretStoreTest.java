package io.pureboot.engine.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pureboot.engine.EngineDidNotStart;
import io.pureboot.engine.http.EngineForTests;
import io.pureboot.engine.journal.Schema;
import io.pureboot.engine.query.Database;
import io.pureboot.postgres.EmbeddedPostgres;
import io.pureboot.postgres.EmbeddedPostgresConfig;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets in a real database: sealed, shared by engines, and sealed anew. */
class SecretStoreTest {
    private static final String OLD = key(1);
    private static final String NEW = key(2);
    private static final Duration GRACE = Duration.ofMinutes(10);

    private final FreshDatabase fresh = PostgresForTests.freshDatabase();
    private final Database database = open(fresh);

    private static String key(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static Database open(FreshDatabase fresh) {
        Schema.migrate(fresh.jdbcUrl(), fresh.user(), fresh.password());
        return Database.open(fresh.jdbcUrl(), fresh.user(), fresh.password(), 4);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private SecretStore store(String keys) {
        return store(database, keys);
    }

    private static SecretStore store(Database database, String keys) {
        SecretStore store = new SecretStore(database, MasterKeys.of(keys, "test"), GRACE, Duration.ofDays(30));
        get(store.open());
        return store;
    }

    private KeyRotation rotation(String keys) {
        return new KeyRotation(database, MasterKeys.of(keys, "test"));
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    private static SecretName name(String text) {
        return SecretName.parse(text).orElseThrow();
    }

    private static void set(SecretStore store, String name, String value) {
        get(store.set(name(name), new SecretText(value), "test"));
    }

    private static String value(SecretStore store, String name) {
        return get(store.fresh()).find(name).map(SecretText::reveal).orElse("none");
    }

    private void sql(String statement) {
        try (Connection connection = fresh.connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException unexpected) {
            throw new AssertionError(statement, unexpected);
        }
    }

    private long count(String query) {
        try (Connection connection = fresh.connect();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException unexpected) {
            throw new AssertionError(query, unexpected);
        }
    }

    @Test
    void aValueOpensUnderItsOwnNameOnly() {
        SecretStore store = store(OLD);
        set(store, "a", "value of a");
        set(store, "b", "value of b");
        assertThat(value(store, "a")).isEqualTo("value of a");
        sql("UPDATE secret SET sealed = (SELECT sealed FROM secret WHERE name = 'a') WHERE name = 'b'");
        SecretStore another = store(OLD);
        assertThat(value(another, "a")).isEqualTo("value of a");
        assertThat(value(another, "b")).isEqualTo("none");
        assertThat(get(another.list(java.util.Optional.empty())))
                .extracting(SecretEntry::readable)
                .containsExactly(true, false);
    }

    @Test
    void anEngineWithOtherKeysIsRefusedAndSaysWhatToDo() {
        set(store(OLD), "a", "value of a");
        assertThatThrownBy(() -> store(NEW)).hasRootCauseInstanceOf(UnusableKeys.class);
        assertThatThrownBy(() -> EngineForTests.start(fresh, Map.of("secrets.keyset", NEW)))
                .isInstanceOf(EngineDidNotStart.class)
                .hasMessageContaining("PUREBOOT_SECRETS_KEYSET")
                .hasMessageNotContaining(NEW);
        assertThatThrownBy(() -> EngineForTests.start(fresh, Map.of("secrets.keyset", "not a key at all")))
                .isInstanceOf(EngineDidNotStart.class)
                .hasMessageContaining("openssl rand -base64 32")
                .hasMessageNotContaining("not a key");
    }

    @Test
    void theFirstStartMakesAKeyForItsOwnerOnlyAndTheNextOneKeepsIt(@TempDir Path directory) throws IOException {
        FreshDatabase own = PostgresForTests.freshDatabase();
        Map<String, Object> settings = new HashMap<>(Map.of("secrets.keyset", "", "data-dir", directory.toString()));
        Path file = directory.resolve(MasterKeys.FILE);
        String made;
        try (EngineForTests first = EngineForTests.start(own, settings)) {
            assertThat(first.get("/api/v1/secrets").status()).isEqualTo(200);
            made = Files.readString(file);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        try (EngineForTests second = EngineForTests.start(own, settings)) {
            assertThat(second.get("/api/v1/secrets").status()).isEqualTo(200);
            assertThat(Files.readString(file)).isEqualTo(made);
        }
        settings.put("data-dir", directory.resolve("elsewhere").toString());
        settings.put("secrets.keyset-file", file.toString());
        EngineForTests.start(own, settings).close();
        settings.put("secrets.keyset-file", directory.resolve("nothing").toString());
        assertThatThrownBy(() -> EngineForTests.start(own, settings)).hasMessageContaining("there is no key in");
    }

    @Test
    void aRotationSealsEverythingUnderAFreshKeyAndDropsTheOldOneWhileOthersWrite() {
        SecretStore store = store(OLD);
        SecretStore another = store(OLD);
        int many = 230;
        IntStream.range(0, many).forEach(i -> set(store, "s" + i, "value " + i));
        int before = (int) count("SELECT DISTINCT key_id FROM secret");
        CompletionStage<Rotation> rotating = rotation(OLD).run("test");
        IntStream.range(0, 20).forEach(i -> set(another, "s" + i, "newer " + i));
        Rotation done = get(rotating);
        assertThat(done.finished()).as("%s", done).isTrue();
        assertThat(done.unreadable()).isZero();
        assertThat(done.keyId()).isNotEqualTo(before);
        assertThat(count("SELECT count(*) FROM secret WHERE key_id <> " + done.keyId()))
                .isZero();
        assertThat(count("SELECT count(*) FROM secret_echo WHERE key_id <> " + done.keyId()))
                .isZero();
        for (SecretStore each : List.of(store, another, store(OLD))) {
            Known known = get(each.fresh());
            assertThat(known.keyring().rotating()).isFalse();
            assertThat(known.values()).hasSize(many);
            assertThat(value(each, "s7")).isEqualTo("newer 7");
            assertThat(value(each, "s229")).isEqualTo("value 229");
        }
    }

    @Test
    void aRotationThatWasBrokenOffIsReadableAndIsFinishedByTheNextOne() {
        SecretStore store = store(OLD);
        set(store, "a", "value of a");
        KeyRotation rotation = rotation(OLD);
        int begun = get(database.transaction(c -> rotation.begin(c, "test")));
        set(store, "b", "value of b");
        assertThat(value(store(OLD), "a")).isEqualTo("value of a");
        assertThat(value(store(OLD), "b")).isEqualTo("value of b");
        Rotation done = get(rotation.run("test"));
        assertThat(done.keyId()).isEqualTo(begun);
        assertThat(done.resealed()).isEqualTo(1);
        assertThat(done.finished()).isTrue();
        assertThat(value(store, "a")).isEqualTo("value of a");
    }

    @Test
    void whatNoKeyOpensDoesNotKeepTheOldKeyAlive() {
        SecretStore store = store(OLD);
        set(store, "a", "value of a");
        set(store, "b", "value of b");
        sql("UPDATE secret SET sealed = '\\x00' WHERE name = 'b'");
        Rotation done = get(rotation(OLD).run("test"));
        assertThat(done.unreadable()).isEqualTo(1);
        assertThat(done.finished()).isTrue();
        assertThat(value(store, "a")).isEqualTo("value of a");
    }

    @Test
    void theMasterKeyIsChangedByGivingTheNewOneFirstAndRotating() {
        set(store(OLD), "a", "value of a");
        assertThat(value(store(NEW + "," + OLD), "a")).isEqualTo("value of a");
        assertThat(value(store(OLD), "a")).isEqualTo("value of a");
        get(rotation(NEW + "\n" + OLD).run("test"));
        assertThat(value(store(NEW), "a")).isEqualTo("value of a");
        assertThatThrownBy(() -> store(OLD)).hasRootCauseInstanceOf(UnusableKeys.class);
    }

    @Test
    void noEngineHandsOutWhatAnotherOneMightNotMaskYet() {
        SecretStore one = store(OLD);
        SecretStore other = store(OLD);
        get(other.recent());
        set(one, "a", "value of a");
        Known known = get(one.fresh());
        assertThat(known.settledNanos() - System.nanoTime())
                .isGreaterThan(Duration.ofSeconds(2).toNanos());
        Awaitility.await("the value to be handed out")
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> known.settledNanos() - System.nanoTime() <= 0);
        assertThat(get(other.recent()).mask().text("it is value of a")).isEqualTo("it is ***");
        assertThat(get(one.fresh()).settledNanos() - System.nanoTime()).isNotPositive();
    }

    @Test
    void whatWasReplacedDeletedOrCameFromElsewhereIsMaskedStill() {
        SecretStore store = store(OLD);
        set(store, "a", "first of a");
        set(store, "a", "second of a");
        get(store.delete(name("a"), "test"));
        get(store.remember("vault:b", new SecretText("from elsewhere")));
        get(store.remember("vault:b", new SecretText("from elsewhere")));
        get(store.remember("vault:b", new SecretText("now another")));
        assertThat(count("SELECT count(*) FROM secret_echo WHERE name = 'vault:b'"))
                .isEqualTo(2);
        Known known = get(store(OLD).fresh());
        assertThat(known.values()).isEmpty();
        assertThat(known.mask().text("first of a, second of a, from elsewhere, now another"))
                .isEqualTo("***, ***, ***, ***");
        sql("UPDATE secret_echo SET forget_at = now()");
        assertThat(get(store(OLD).fresh()).mask().text("first of a")).isEqualTo("first of a");
    }

    @Test
    void aLogsHalfSecretIsSealedInTheTable() {
        SecretStore store = store(OLD);
        set(store, "a", "hunter22");
        Mask mask = get(store.fresh()).mask();
        byte[] half = mask.mask(
                        new io.pureboot.engine.query.LogOf(
                                new io.pureboot.protocol.ExecutionId("e"), new io.pureboot.protocol.StepId("s"), 1),
                        java.util.Optional.empty(),
                        "x hunter".getBytes(StandardCharsets.UTF_8),
                        false)
                .held()
                .orElseThrow();
        assertThat(new String(half, StandardCharsets.ISO_8859_1)).doesNotContain("hunt");
    }

    @Test
    void whileTheDatabaseIsAwayValuesAreReadFromMemoryForAWhile(@TempDir Path directory) throws Exception {
        EmbeddedPostgres server = EmbeddedPostgres.start(
                EmbeddedPostgresConfig.in(directory.resolve("postgres")).withBinaries(PostgresForTests.binaries()));
        FreshDatabase own = new FreshDatabase(server.jdbcUrl(), server.user(), server.password(), "postgres");
        try (Database leaving = open(own)) {
            SecretStore patient = store(leaving, OLD);
            SecretStore impatient =
                    new SecretStore(leaving, MasterKeys.of(OLD, "test"), Duration.ZERO, Duration.ofDays(1));
            get(impatient.open());
            set(patient, "a", "value of a");
            assertThat(value(patient, "a")).isEqualTo("value of a");
            ProcessHandle postmaster = ProcessHandle.of(server.pid()).orElseThrow();
            postmaster.destroyForcibly();
            postmaster.onExit().get(30, TimeUnit.SECONDS);
            Awaitility.await("the database to be away")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !leaving.answers());
            assertThat(value(patient, "a")).isEqualTo("value of a");
            assertThatThrownBy(() -> get(impatient.fresh()))
                    .satisfies(away -> assertThat(Database.saysAway(away)).isTrue());
        } finally {
            server.close();
        }
    }
}
