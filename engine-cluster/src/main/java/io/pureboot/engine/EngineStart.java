package io.pureboot.engine;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.pureboot.engine.access.CallbackTokens;
import io.pureboot.engine.access.FirstKeys;
import io.pureboot.engine.http.Membership;
import io.pureboot.engine.http.exchange.FrontDoor;
import io.pureboot.engine.http.exchange.MalformedRequests;
import io.pureboot.engine.journal.Schema;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.secret.Secrets;
import io.pureboot.engine.secret.UnusableKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a start, in their order. */
final class EngineStart {
    private static final Logger LOG = LoggerFactory.getLogger(EngineStart.class);
    private static final Duration DATABASE_PAUSE = Duration.ofMillis(500);
    private static final Duration CLOCK_PAUSE = Duration.ofMillis(5);
    private static final long STEP_SECONDS = 60;

    private EngineStart() {}

    static Engine start(Config overrides) {
        Config layered = layered(overrides);
        EngineConfig read = EngineConfig.read(layered);
        makeDataDir(read);
        EngineConfig config = discovered(read);
        migrate(config.database());
        EngineConfig.Storage storage = config.database();
        Database database = Database.open(storage.url(), storage.user(), storage.password(), storage.connections());
        try {
            awaitClock(database, storage);
            return start(config, layered, database);
        } catch (RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    private static EngineConfig discovered(EngineConfig config) {
        EngineConfig.Cluster cluster = config.cluster();
        if (cluster.discovery().isEmpty()) {
            return config;
        }
        List<Discovery.Target> targets = cluster.discovery().stream()
                .map(entry -> Discovery.Target.parse(entry, cluster.port()))
                .toList();
        return config.joining(Discovery.bySystem().seeds(targets, cluster.discoveryMembers(), cluster.joinTimeout()));
    }

    private static Engine start(EngineConfig config, Config layered, Database database) {
        CallbackTokens callbackTokens = keys(config, database);
        Secrets secrets = secrets(config, layered.getConfig("pureboot.engine"), database);
        CompletableFuture<FrontDoor> door = new CompletableFuture<>();
        CompletableFuture<Membership> up = new CompletableFuture<>();
        ActorSystem<EngineGuardian.Message> system = ActorSystem.create(
                EngineGuardian.create(
                        config, layered.getConfig("pureboot.engine"), database, callbackTokens, secrets, door, up),
                "pureboot",
                pekko(config, layered));
        system.getWhenTerminated().thenRun(() -> {
            EngineDidNotStart gone = new EngineDidNotStart("the engine's actors ended; see the log");
            door.completeExceptionally(gone);
            up.completeExceptionally(gone);
            database.close();
        });
        try {
            FrontDoor open = within(door, Duration.ofSeconds(STEP_SECONDS), "the rooms were not wired in time");
            ServerBinding binding = bind(config, system, open);
            system.tell(new EngineGuardian.Message.Join());
            within(up, config.cluster().joinTimeout(), unjoined(config));
            LOG.info(
                    "engine ready at {}:{}",
                    config.http().bind(),
                    binding.localAddress().getPort());
            return new RunningEngine(system, binding, config.http().bind());
        } catch (RuntimeException failed) {
            system.terminate();
            within(system.getWhenTerminated(), Duration.ofSeconds(STEP_SECONDS), "the engine's actors did not end");
            throw failed;
        }
    }

    private static String unjoined(EngineConfig config) {
        return config.cluster().seeds().isEmpty()
                ? "the engine founded no cluster within " + config.cluster().joinTimeout()
                : "none of the seeds " + config.cluster().seeds() + " let the engine join within "
                        + config.cluster().joinTimeout();
    }

    private static void makeDataDir(EngineConfig config) {
        try {
            Files.createDirectories(config.dataDir());
        } catch (IOException unwritable) {
            throw new EngineDidNotStart("the data directory " + config.dataDir() + " cannot be made", unwritable);
        }
    }

    /** Waits for the database and brings its schema up to this version. */
    private static void migrate(EngineConfig.Storage storage) {
        long patience = System.nanoTime() + storage.startPatience().toNanos();
        while (true) {
            try {
                int applied = Schema.migrate(storage.url(), storage.user(), storage.password());
                LOG.info("schema is current; {} migrations applied now", applied);
                return;
            } catch (FlywayException failure) {
                if (!Database.saysAway(failure) || System.nanoTime() - patience > 0) {
                    throw new EngineDidNotStart(
                            "the database at " + storage.url() + " cannot be used: " + failure.getMessage(), failure);
                }
                LOG.warn("the database at {} does not answer yet", storage.url());
                LockSupport.parkNanos(DATABASE_PAUSE.toNanos());
            }
        }
    }

    /** Deadlines are moments of the database's clock: nothing begins before it is known. */
    private static void awaitClock(Database database, EngineConfig.Storage storage) {
        long patience = System.nanoTime() + storage.startPatience().toNanos();
        while (!database.clockIsKnown()) {
            if (System.nanoTime() - patience > 0) {
                throw new EngineDidNotStart("the database at " + storage.url() + " does not say what time it is");
            }
            LockSupport.parkNanos(CLOCK_PAUSE.toNanos());
        }
    }

    private static CallbackTokens keys(EngineConfig config, Database database) {
        EngineConfig.Access access = config.access();
        CallbackTokens tokens = FirstKeys.callbackTokens(config.dataDir(), access.tokenKey());
        Duration patience = Duration.ofSeconds(STEP_SECONDS);
        boolean shared =
                within(FirstKeys.isTheClustersKey(database, tokens), patience, "the database did not answer in time");
        if (!shared) {
            throw new EngineDidNotStart(
                    "this engine's callback key is not that of its database's cluster: agents would be"
                            + " refused. Set PUREBOOT_TOKEN_KEY to the same value on all engines, or copy callback.key from the"
                            + " data directory of the first one to " + config.dataDir());
        }
        within(
                FirstKeys.ensureTokens(database, config.dataDir(), access.adminToken(), access.edgeToken()),
                patience,
                "the database did not answer in time");
        return tokens;
    }

    private static Secrets secrets(EngineConfig config, Config engine, Database database) {
        try {
            return within(
                    Secrets.open(engine, config.dataDir(), database),
                    Duration.ofSeconds(STEP_SECONDS),
                    "the database did not answer in time");
        } catch (UnusableKeys unusable) {
            throw new EngineDidNotStart(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private static ServerBinding bind(EngineConfig config, ActorSystem<?> system, FrontDoor door) {
        return within(
                        Http.get(system)
                                .newServerAt(config.http().bind(), config.http().port())
                                .bind(door::answer),
                        Duration.ofSeconds(STEP_SECONDS),
                        "HTTP was not bound in time")
                .addToCoordinatedShutdown(config.http().drainTimeout(), system);
    }

    /** The overrides' pureboot subtree over system properties and application.conf over reference.conf, resolved together. */
    private static Config layered(Config overrides) {
        return overrides
                .withOnlyPath("pureboot")
                .withFallback(ConfigFactory.defaultOverrides())
                .withFallback(ConfigFactory.defaultApplication())
                .withFallback(ConfigFactory.defaultReferenceUnresolved())
                .resolve();
    }

    /** Pekko's settings, with what follows from the engine's configuration. */
    private static Config pekko(EngineConfig config, Config layered) {
        Config derived = ConfigFactory.parseMap(Map.ofEntries(
                Map.entry(
                        "pekko.remote.artery.canonical.hostname",
                        config.cluster().host()),
                Map.entry("pekko.remote.artery.canonical.port", config.cluster().port()),
                Map.entry("pekko.remote.artery.bind.hostname", config.cluster().bind()),
                // The guardian joins when all is ready.
                Map.entry("pekko.cluster.seed-nodes", List.of()),
                Map.entry(
                        "pekko.cluster.seed-node-timeout",
                        config.cluster().seedPatience().toMillis() + " ms"),
                Map.entry(
                        "pekko.http.server.request-timeout",
                        config.http().requestTimeout().toMillis() + " ms"),
                Map.entry(
                        "pekko.http.server.idle-timeout",
                        config.http().idleTimeout().toMillis() + " ms"),
                Map.entry("pekko.http.server.backlog", config.http().backlog()),
                Map.entry("pekko.http.server.max-connections", config.http().maxConnections()),
                Map.entry("pekko.http.server.transparent-head-requests", true),
                Map.entry("pekko.http.server.server-header", "pureboot"),
                Map.entry("pekko.http.server.parsing.error-handler", MalformedRequests.class.getName()),
                Map.entry("pekko.http.server.parsing.max-content-length", "infinite")));
        return derived.withFallback(PekkoSettings.of(layered)).resolve();
    }

    private static <T> T within(CompletionStage<T> stage, Duration patience, String otherwise) {
        try {
            return stage.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new EngineDidNotStart(otherwise, late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new EngineDidNotStart("the start was interrupted", stopped);
        } catch (ExecutionException failed) {
            Throwable cause = Optional.ofNullable(failed.getCause()).orElse(failed);
            throw switch (cause) {
                case EngineDidNotStart known -> known;
                case UnusableKeys unusable -> unusable;
                default -> new EngineDidNotStart("the engine cannot start: " + cause.getMessage(), cause);
            };
        }
    }
}
