package io.pureboot.engine.secret;

import com.typesafe.config.Config;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.template.SecretSource;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room's door. A name is looked for in the own store first, then in the Vault, if there is one: so a value can be overridden here
 * and moves to the Vault without a template's being changed.
 */
public final class Secrets {
    /** The longest value, in characters: a few certificates. */
    public static final int LONGEST_VALUE = 64 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Secrets.class);
    private static final String NAMESPACE = "secret";
    private static final Pattern MENTION = Pattern.compile("\\bsecret\\.([A-Za-z0-9][A-Za-z0-9_.-]{0,127})");
    /** What stands before the names of a Vault's values in the table, where own names cannot hold it. */
    private static final String VAULT_PREFIX = "vault:";

    private final SecretStore store;
    private final KeyRotation rotation;
    private final Optional<VaultReader> vault;

    private Secrets(SecretStore store, KeyRotation rotation, Optional<VaultReader> vault) {
        this.store = store;
        this.rotation = rotation;
        this.vault = vault;
    }

    /**
     * Opens the room. The stage fails with {@link UnusableKeys} when this engine's keys are not those of its cluster.
     *
     * @param engine the resolved subtree {@code pureboot.engine}
     * @throws UnusableKeys when the keys that are given cannot be read
     */
    public static CompletionStage<Secrets> open(Config engine, Path dataDir, Database database) {
        SecretSettings settings = SecretSettings.read(engine);
        MasterKeys master = MasterKeys.read(settings, dataDir);
        SecretStore store = new SecretStore(database, master, settings.grace(), settings.echo());
        Secrets secrets = new Secrets(
                store,
                new KeyRotation(database, master),
                settings.vault().map(vault -> new VaultReader(vault, settings.grace())));
        return store.open().thenApply(known -> secrets);
    }

    // --- for texts of a node's own step

    /**
     * What {@code ${secret.name}} finds, as it is now; for texts that name no secret, nothing, at no cost.
     *
     * @param texts all that is about to be rendered, with what it may include
     */
    public CompletionStage<SecretSource> source(Collection<String> texts) {
        List<String> mentioning =
                texts.stream().filter(text -> text.contains(NAMESPACE)).toList();
        if (mentioning.isEmpty()) {
            return CompletableFuture.completedStage(SecretSource.NONE);
        }
        return store.fresh().thenCompose(known -> elsewhere(known, mentioning).thenCompose(Secrets::settled));
    }

    private record Values(Known known, Map<String, SecretText> elsewhere) {
        SecretSource source() {
            return name -> known.find(name)
                    .or(() -> Optional.ofNullable(elsewhere.get(name)))
                    .map(SecretText::reveal);
        }
    }

    private CompletionStage<Values> elsewhere(Known known, List<String> texts) {
        CompletionStage<Values> values = CompletableFuture.completedStage(new Values(known, Map.of()));
        if (vault.isEmpty()) {
            return values;
        }
        for (SecretName name : mentioned(texts)) {
            if (known.find(name.value()).isEmpty()) {
                values = values.thenCompose(before -> asked(before, name));
            }
        }
        return values;
    }

    private static Set<SecretName> mentioned(List<String> texts) {
        Set<String> names = new TreeSet<>();
        for (String text : texts) {
            Matcher mention = MENTION.matcher(text);
            while (mention.find()) {
                names.add(mention.group(1));
            }
        }
        return names.stream()
                .flatMap(name -> SecretName.parse(name).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private CompletionStage<Values> asked(Values before, SecretName name) {
        return vault.orElseThrow()
                .find(name)
                .thenCompose(found -> found.map(value -> remembered(before, name, value))
                        .orElseGet(() -> CompletableFuture.completedStage(before)));
    }

    /** All engines mask the value before it is handed out. */
    private CompletionStage<Values> remembered(Values before, SecretName name, SecretText value) {
        if (Patterns.of(value).isEmpty()) {
            LOG.warn(
                    "the Vault's value of '{}' has fewer than {} characters, which cannot be masked: it is not handed out",
                    name,
                    Patterns.SHORTEST);
            return CompletableFuture.completedStage(before);
        }
        String noted = VAULT_PREFIX + name;
        Map<String, SecretText> more = new HashMap<>(before.elsewhere());
        more.put(name.value(), value);
        return store.masks(before.known(), noted, value)
                ? CompletableFuture.completedStage(new Values(before.known(), more))
                : store.remember(noted, value)
                        .thenCompose(kept -> store.fresh())
                        .thenApply(after -> new Values(after, more));
    }

    private static CompletionStage<SecretSource> settled(Values values) {
        long left = values.known().settledNanos() - System.nanoTime();
        return left <= 0
                ? CompletableFuture.completedStage(values.source())
                : CompletableFuture.supplyAsync(
                        values::source, CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS));
    }

    // --- for what machines say

    /** Masks all that any engine has handed out; nearly always there at once. */
    public CompletionStage<Mask> mask() {
        return store.recent().thenApply(Known::mask);
    }

    /** As it was when last asked for: for words that must be answered while the database is away. */
    public Mask maskAtHand() {
        return store.atHand().map(Known::mask).orElse(Mask.NONE);
    }

    // --- for administrators

    /** All of them, by name. */
    public CompletionStage<List<SecretEntry>> list() {
        return store.list(Optional.empty());
    }

    public CompletionStage<Optional<SecretEntry>> get(SecretName name) {
        return store.list(Optional.of(name)).thenApply(found -> found.stream().findFirst());
    }

    /** Who changed it, the newest change first; also of one that is deleted. */
    public CompletionStage<List<SecretChange>> changes(SecretName name) {
        return store.changes(name);
    }

    /** Whether a value can be masked; others are not taken. */
    public static boolean maskable(String value) {
        return !Patterns.of(new SecretText(value)).isEmpty();
    }

    /** Sets or replaces a value. */
    public CompletionStage<SecretEntry> set(SecretName name, String value, String by) {
        return store.set(name, new SecretText(value), by);
    }

    /** Whether there was one. */
    public CompletionStage<Boolean> delete(SecretName name, String by) {
        return store.delete(name, by);
    }

    /** Changes the key of values; goes on where an earlier call was broken off. */
    public CompletionStage<Rotation> rotate(String by) {
        return rotation.run(by);
    }
}
