package io.pureboot.standalone.server;

import io.pureboot.postgres.EmbeddedPostgres;
import io.pureboot.postgres.EmbeddedPostgresConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Database, engine and edge in this process. They start in this order, each when the one before serves, and leave in the opposite one: what a
 * machine talks to goes first, what everything is written to goes last.
 */
public final class AllInOne implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AllInOne.class);
    private static final long STOP_SECONDS = 30;

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Settings settings;
    private final Consumer<String> progress;
    private boolean firstStart;
    private URI engine = URI.create("");
    private URI edge = URI.create("");
    private CompletionStage<?> terminated = new CompletableFuture<>();
    private boolean closed;

    private AllInOne(Settings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Starts all of them.
     *
     * @param progress hears one line before each part is started
     * @throws IOException when one of them does not start; those that had started are stopped again
     */
    public static AllInOne start(Servers servers, Settings settings, Consumer<String> progress) throws IOException {
        AllInOne all = new AllInOne(settings, progress);
        try {
            all.start(servers);
            return all;
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private void start(Servers servers) throws IOException {
        Path data = settings.dataDir();
        makeDataDir(data);
        firstStart = !Files.exists(adminTokenFile(data));
        Settings withDatabase = startDatabase(data);
        progress.accept("starting the engine");
        RunningServer runningEngine = servers.engine(withDatabase.config());
        started.push(() -> await(runningEngine, "engine"));
        engine = runningEngine.url();
        progress.accept("starting the edge");
        Settings forEdge = withDatabase.with(Settings.ENGINE_URLS, engine.toString());
        if (forEdge.get(Settings.EDGE_TOKEN).isEmpty()) {
            forEdge = forEdge.with(Settings.EDGE_TOKEN, read(data.resolve("edge.token")));
        }
        RunningServer runningEdge = servers.edge(forEdge.config());
        started.push(() -> await(runningEdge, "edge"));
        edge = runningEdge.url();
        terminated = CompletableFuture.anyOf(
                runningEngine.terminated().toCompletableFuture(),
                runningEdge.terminated().toCompletableFuture());
    }

    private Settings startDatabase(Path data) throws IOException {
        if (settings.get(Settings.DB_URL).isPresent()) {
            return settings;
        }
        progress.accept(
                Files.exists(data.resolve("postgres/pgdata"))
                        ? "starting PostgreSQL"
                        : "starting PostgreSQL (the first time it makes its database)");
        EmbeddedPostgres database = EmbeddedPostgres.start(EmbeddedPostgresConfig.in(data.resolve("postgres")));
        started.push(database);
        return settings.with(Settings.DB_URL, database.jdbcUrl())
                .with(Settings.DB_USER, database.user())
                .with(Settings.DB_PASSWORD, database.password());
    }

    private static void makeDataDir(Path data) throws IOException {
        try {
            Files.createDirectories(data);
        } catch (AccessDeniedException e) {
            throw new IOException(cannotWrite(data), e);
        }
        if (!Files.isWritable(data)) {
            throw new IOException(cannotWrite(data));
        }
    }

    private static String cannotWrite(Path data) {
        return "user " + System.getProperty("user.name") + " may not write the data directory " + data
                + ": give another one with --data-dir (PUREBOOT_DATA_DIR), or run as its owner";
    }

    public URI engine() {
        return engine;
    }

    public URI edge() {
        return edge;
    }

    /** Completes when engine or edge are gone, for whatever reason. */
    public CompletionStage<?> terminated() {
        return terminated;
    }

    /** Whether the administrator's token was made by this start. */
    public boolean firstStart() {
        return firstStart;
    }

    public String adminToken() throws IOException {
        return read(adminTokenFile(settings.dataDir()));
    }

    public static Path adminTokenFile(Path data) {
        return data.resolve("admin.token");
    }

    private static String read(Path secret) throws IOException {
        return Files.readString(secret, StandardCharsets.UTF_8).strip();
    }

    private static void await(RunningServer server, String name) throws IOException {
        try {
            server.stop().toCompletableFuture().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the " + name + " did not stop in order", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the " + name + " was stopping", e);
        }
    }

    /** Stops what runs, the last started first; a part that fails to stop keeps no other from it. Repeatable. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        while (!started.isEmpty()) {
            AutoCloseable part = started.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("while stopping: {}", chain(e), e);
            }
        }
    }

    private static String chain(Throwable e) {
        return Stream.iterate(e, t -> t != null, Throwable::getCause)
                .map(String::valueOf)
                .collect(Collectors.joining("; "));
    }
}
