package io.pureboot.engine.secret;

import io.pureboot.engine.query.Database;
import io.pureboot.engine.secret.SecretTable.Hold;
import io.pureboot.engine.secret.SecretTable.Sealed;
import io.pureboot.engine.secret.SecretTable.StoredKeyset;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets of the database, and this engine's memory of them.
 *
 * <p>A machine may repeat a secret to any engine the moment it has it. So an engine masks with what it knew at most {@link #BELIEVED}
 * ago, and no engine hands a value out before it has been in the database for {@link #SETTLED}.
 */
final class SecretStore {
    private static final Logger LOG = LoggerFactory.getLogger(SecretStore.class);

    /** After this long the database is asked whether something has changed; nobody waits for that ... */
    private static final Duration REFRESH = Duration.ofMillis(500);
    /** ... unless this long has passed. */
    private static final Duration BELIEVED = Duration.ofSeconds(2);

    private static final Duration SETTLED = BELIEVED.plusSeconds(1);

    private final Database database;
    private final MasterKeys master;
    private final Duration grace;
    private final Duration echo;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Optional<Known> latest = Optional.empty();
    private Optional<CompletionStage<Known>> underWay = Optional.empty();

    /**
     * @param grace how long values are read from memory while the database is away
     * @param echo how long values are masked that are secrets no longer
     */
    SecretStore(Database database, MasterKeys master, Duration grace, Duration echo) {
        this.database = database;
        this.master = master;
        this.grace = grace;
        this.echo = echo;
    }

    /** Makes the keyset if this is the first engine; fails with {@link UnusableKeys} when the cluster's keyset is not sealed under these keys. */
    CompletionStage<Known> open() {
        return database.transaction(c -> {
                    if (SecretTable.keyset(c, Hold.NOT).isEmpty()) {
                        SecretTable.insertKeyset(c, Keyring.fresh().sealed(master));
                    }
                    return true;
                })
                .thenCompose(made -> load());
    }

    /** As the database has it now; as it was known a while ago when the database is away. */
    CompletionStage<Known> fresh() {
        return load().handle((known, failure) -> failure == null
                        ? CompletableFuture.completedStage(known)
                        : remembered(failure)
                                .map(CompletableFuture::completedStage)
                                .orElseGet(() -> CompletableFuture.failedStage(failure)))
                .thenCompose(stage -> stage);
    }

    private Optional<Known> remembered(Throwable failure) {
        return latest.filter(known -> Database.saysAway(failure) && known.age().compareTo(grace) < 0);
    }

    /** Recent enough to mask what machines say; nearly always without waiting. */
    CompletionStage<Known> recent() {
        Optional<Known> known = latest;
        Duration age = known.map(Known::age).orElse(BELIEVED);
        if (known.isPresent() && age.compareTo(REFRESH) < 0) {
            return CompletableFuture.completedStage(known.get());
        }
        CompletionStage<Known> refreshed = refresh();
        return known.isPresent() && age.compareTo(BELIEVED) < 0
                ? CompletableFuture.completedStage(known.get())
                : refreshed;
    }

    /** Without asking. */
    Optional<Known> atHand() {
        return latest;
    }

    /** One at a time. */
    private CompletionStage<Known> refresh() {
        CompletableFuture<Known> mine = new CompletableFuture<>();
        lock.lock();
        try {
            if (underWay.isPresent()) {
                return underWay.get();
            }
            underWay = Optional.of(mine);
        } finally {
            lock.unlock();
        }
        load().whenComplete((known, failure) -> {
            ended();
            if (failure == null) {
                mine.complete(known);
            } else {
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private void ended() {
        lock.lock();
        try {
            underWay = Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private CompletionStage<Known> load() {
        long asked = System.nanoTime();
        return database.transaction(c -> load(c, asked)).thenApply(this::learnt);
    }

    /** What was asked for later is at least as new. */
    private Known learnt(Known known) {
        lock.lock();
        try {
            if (latest.filter(before -> before.askedNanos() - known.askedNanos() > 0)
                    .isEmpty()) {
                latest = Optional.of(known);
            }
        } finally {
            lock.unlock();
        }
        return known;
    }

    private Known load(Connection c, long asked) throws SQLException {
        long revision = keyset(c, Hold.NOT).revision();
        Optional<Known> same = latest.filter(known -> known.revision() == revision);
        return same.isPresent() ? same.get().askedAgain(asked) : loadAll(c, asked);
    }

    private Known loadAll(Connection c, long asked) throws SQLException {
        StoredKeyset stored = keyset(c, Hold.SHARED);
        Keyring keyring = opened(stored);
        Map<String, SecretText> values = new HashMap<>();
        List<Known.Echo> echoes = new ArrayList<>();
        Set<String> patterns = new HashSet<>();
        double youngest = SETTLED.toMillis();
        for (Sealed sealed : SecretTable.values(c)) {
            opened(keyring, sealed).ifPresent(value -> {
                values.put(sealed.name(), value);
                patterns.addAll(Patterns.of(value));
            });
            youngest = Math.min(youngest, sealed.ageSeconds() * 1000);
        }
        for (Sealed sealed : SecretTable.echoes(c)) {
            opened(keyring, sealed).ifPresent(value -> {
                echoes.add(
                        new Known.Echo(sealed.name(), value, System.nanoTime() - (long) (sealed.ageSeconds() * 1e9)));
                patterns.addAll(Patterns.of(value));
            });
            youngest = Math.min(youngest, sealed.ageSeconds() * 1000);
        }
        long settled = System.nanoTime()
                + Duration.ofMillis(SETTLED.toMillis() - (long) Math.max(0, youngest))
                        .toNanos();
        Mask mask = Mask.of(PatternScan.of(patterns), master);
        return new Known(stored.revision(), asked, settled, keyring, values, echoes, mask);
    }

    private static Optional<SecretText> opened(Keyring keyring, Sealed sealed) {
        Optional<SecretText> value = keyring.open(sealed.name(), sealed.sealed());
        if (value.isEmpty()) {
            LOG.error(
                    "secret {} of version {} cannot be opened: its row was changed, or is another name's",
                    sealed.name(),
                    sealed.version());
        }
        return value;
    }

    private static StoredKeyset keyset(Connection c, Hold hold) throws SQLException {
        return SecretTable.keyset(c, hold)
                .orElseThrow(() -> new UnusableKeys(
                        "the table secret_keyset is empty: restore it with its secrets, or start anew"));
    }

    private Keyring opened(StoredKeyset stored) {
        return Keyring.open(stored.sealed(), master)
                .orElseThrow(
                        () -> new UnusableKeys("this engine's keys of secrets are not those of its database's cluster:"
                                + " secrets could not be read. Set PUREBOOT_SECRETS_KEYSET to the same keys on all engines, or copy "
                                + MasterKeys.FILE + " from the data directory of the first one"));
    }

    // --- what administrators do

    CompletionStage<List<SecretEntry>> list(Optional<SecretName> name) {
        return database.transaction(c -> {
            Keyring keyring = opened(keyset(c, Hold.NOT));
            return SecretTable.rows(c, name.map(SecretName::value)).stream()
                    .map(row -> entry(keyring, row))
                    .toList();
        });
    }

    private static SecretEntry entry(Keyring keyring, SecretTable.Row row) {
        Sealed value = row.value();
        return new SecretEntry(
                value.name(),
                value.version(),
                row.createdAt(),
                row.createdBy(),
                row.changedAt(),
                row.changedBy(),
                keyring.open(value.name(), value.sealed()).isPresent());
    }

    CompletionStage<List<SecretChange>> changes(SecretName name) {
        return database.call(c -> SecretTable.changes(c, name.value()));
    }

    CompletionStage<SecretEntry> set(SecretName name, SecretText value, String by) {
        return database.transaction(c -> {
                    Keyring keyring = opened(keyset(c, Hold.CHANGING));
                    int version = SecretTable.nextVersion(c, name.value());
                    SecretTable.keepEcho(c, name.value(), echo);
                    SecretTable.set(c, name.value(), version, keyring.primary(), keyring.seal(name.value(), value), by);
                    SecretTable.addChange(c, by, "set", Optional.of(name.value()), Optional.of(version));
                    SecretTable.countChange(c);
                    return entry(
                            keyring,
                            SecretTable.rows(c, Optional.of(name.value())).getFirst());
                })
                .thenCompose(this::noticed);
    }

    /** This engine need not find out by asking later. */
    private <T> CompletionStage<T> noticed(T done) {
        return load().handle((known, failure) -> done);
    }

    /** Whether there was one. */
    CompletionStage<Boolean> delete(SecretName name, String by) {
        return database.transaction(c -> {
                    keyset(c, Hold.CHANGING);
                    SecretTable.keepEcho(c, name.value(), echo);
                    boolean was = SecretTable.delete(c, name.value());
                    if (was) {
                        SecretTable.addChange(c, by, "delete", Optional.of(name.value()), Optional.empty());
                        SecretTable.countChange(c);
                    }
                    return was;
                })
                .thenCompose(this::noticed);
    }

    /** Whether all engines will mask a value from elsewhere for a good while. */
    boolean masks(Known known, String name, SecretText value) {
        return known.echoes(name, value, echo.dividedBy(2), echo);
    }

    /** Makes all engines mask a value that came from elsewhere, or do so for longer. */
    CompletionStage<Boolean> remember(String name, SecretText value) {
        return database.transaction(c -> {
            Keyring keyring = opened(keyset(c, Hold.CHANGING));
            List<Sealed> noted = SecretTable.echoes(c, name);
            int version = noted.stream()
                    .filter(each -> keyring.open(name, each.sealed())
                            .filter(value::equals)
                            .isPresent())
                    .map(Sealed::version)
                    .findFirst()
                    .orElseGet(
                            () -> noted.stream().mapToInt(Sealed::version).max().orElse(0) + 1);
            SecretTable.addEcho(c, name, version, keyring.primary(), keyring.seal(name, value), echo);
            SecretTable.countChange(c);
            return true;
        });
    }
}
