package io.pureboot.engine.secret;

import io.pureboot.engine.query.Database;
import io.pureboot.engine.secret.SecretTable.Hold;
import io.pureboot.engine.secret.SecretTable.Sealed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Changes the key of values: a fresh one seals from now on, what is there is sealed under it in small transactions, and the old one goes
 * when nothing needs it. Each step leaves a database that every engine reads; one that was broken off is finished by the next call,
 * which then makes no further key.
 */
final class KeyRotation {
    private static final int BATCH = 100;
    private static final List<String> TABLES = List.of("secret", "secret_echo");

    private final Database database;
    private final MasterKeys master;

    KeyRotation(Database database, MasterKeys master) {
        this.database = database;
        this.master = master;
    }

    private record Progress(int resealed, int unreadable) {
        Progress plus(Progress more) {
            return new Progress(resealed + more.resealed(), unreadable + more.unreadable());
        }
    }

    /** @param last the name and version that were reached; empty at the end */
    private record Batch(Progress progress, Optional<String> last) {}

    CompletionStage<Rotation> run(String by) {
        return database.transaction(c -> begin(c, by))
                .thenCompose(primary -> resealAll(0, "", new Progress(0, 0)))
                .thenCompose(done -> database.transaction(c -> end(c, done)));
    }

    /** The first step. */
    int begin(Connection c, String by) throws SQLException {
        Keyring keyring = keyring(c, Hold.CHANGING);
        Keyring next = keyring.rotating() ? keyring : keyring.withNewPrimary();
        // Also when it goes on with an older one: the first of the master keys may be another one now.
        SecretTable.updateKeyset(c, next.sealed(master));
        SecretTable.addChange(c, by, "rotate", Optional.empty(), Optional.empty());
        return next.primary();
    }

    private CompletionStage<Progress> resealAll(int table, String after, Progress before) {
        if (table == TABLES.size()) {
            return CompletableFuture.completedStage(before);
        }
        return database.transaction(c -> batch(c, TABLES.get(table), after)).thenCompose(batch -> {
            Progress now = before.plus(batch.progress());
            return batch.last().map(last -> resealAll(table, last, now)).orElseGet(() -> resealAll(table + 1, "", now));
        });
    }

    private Batch batch(Connection c, String table, String after) throws SQLException {
        Keyring keyring = keyring(c, Hold.SHARED);
        List<Sealed> some = SecretTable.underOtherKeys(c, table, keyring.primary(), after, BATCH);
        Progress progress = new Progress(0, 0);
        for (Sealed each : some) {
            Optional<SecretText> value = keyring.open(each.name(), each.sealed());
            if (value.isPresent()) {
                SecretTable.reseal(c, table, each, keyring.primary(), keyring.seal(each.name(), value.get()));
            }
            progress = progress.plus(value.isPresent() ? new Progress(1, 0) : new Progress(0, 1));
        }
        Optional<String> last = some.isEmpty()
                ? Optional.empty()
                : Optional.of(some.getLast().name() + " " + some.getLast().version());
        return new Batch(progress, last);
    }

    /** Nobody can seal under an old key meanwhile: whoever seals holds the keyset's row. */
    private Rotation end(Connection c, Progress done) throws SQLException {
        Keyring keyring = keyring(c, Hold.CHANGING);
        boolean finished = !needsOldKeys(c, keyring);
        if (finished && keyring.rotating()) {
            SecretTable.updateKeyset(c, keyring.onlyPrimary().sealed(master));
        }
        return new Rotation(keyring.primary(), done.resealed(), done.unreadable(), finished);
    }

    /** What no key opens needs none. */
    private static boolean needsOldKeys(Connection c, Keyring keyring) throws SQLException {
        for (String table : TABLES) {
            for (Sealed each : SecretTable.underOtherKeys(c, table, keyring.primary(), "", Integer.MAX_VALUE)) {
                if (keyring.open(each.name(), each.sealed()).isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    private Keyring keyring(Connection c, Hold hold) throws SQLException {
        return SecretTable.keyset(c, hold)
                .flatMap(stored -> Keyring.open(stored.sealed(), master))
                .orElseThrow(() -> new UnusableKeys("this engine's keys of secrets do not open the cluster's keyset"));
    }
}
