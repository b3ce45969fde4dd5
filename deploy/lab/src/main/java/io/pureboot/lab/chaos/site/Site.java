package io.pureboot.lab.chaos.site;

import io.pureboot.lab.process.ClassArchive;
import io.pureboot.standalone.server.FreePorts;
import io.pureboot.standalone.server.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * All servers of a run: PostgreSQL, three engines, two edges, a line from each edge to each engine. A server that ends by itself, as an
 * engine does that the others have given up, is started again, as a service manager would.
 */
public final class Site implements AutoCloseable {
    public static final int ENGINES = 3;
    public static final int EDGES = 2;

    private static final String ADMIN_TOKEN = "chaos-admin-token";
    private static final String EDGE_TOKEN = "chaos-edge-token";
    private static final String TOKEN_KEY = "chaos: the same key on all engines";
    private static final String SECRETS_KEYSET = "Y2hhb3M6IHRoZSBrZXkgb2Ygc2VjcmV0cyBoZXJlLi4=";
    private static final long SUPERVISOR_MILLIS = 500;
    private static final long RESTART_SECONDS = 1;

    private final Path directory;
    private final Consumer<String> log;
    private final ClassArchive classes;
    private final List<EngineHost> engines = new CopyOnWriteArrayList<>();
    private final List<EdgeHost> edges = new CopyOnWriteArrayList<>();
    private Optional<DatabaseServer> database = Optional.empty();
    private volatile boolean open = true;

    /**
     * Nothing runs yet; see {@link #start}.
     *
     * @param directory their own, for data and logs
     * @param log told what happens by itself
     */
    public Site(Path directory, Consumer<String> log) {
        this.directory = directory;
        this.log = log;
        this.classes = new ClassArchive(directory.resolve("classes.jsa"));
    }

    /**
     * Starts all of them, waits for nothing but the archive of classes; see {@link #awaitWhole}. {@link #close} may come in between, from another
     * thread.
     *
     * @throws IOException when one cannot be started, or the site was closed meanwhile
     */
    public void start() throws IOException, InterruptedException {
        startDatabase();
        List<String> httpPorts = ports();
        List<String> clusterPorts = ports();
        keepClasses(httpPorts.getFirst(), clusterPorts);
        for (int i = 0; i < ENGINES; i++) {
            startEngine(i, httpPorts.get(i), clusterPorts);
        }
        for (int i = 1; i <= EDGES; i++) {
            startEdge("edge-" + i, httpPorts);
        }
        Thread.ofPlatform().name("supervisor").daemon().start(this::supervise);
    }

    private synchronized void startDatabase() throws IOException {
        stillOpen();
        database = Optional.of(DatabaseServer.start(directory.resolve("postgres")));
    }

    private synchronized void startEngine(int number, String httpPort, List<String> clusterPorts) throws IOException {
        stillOpen();
        String name = "engine-" + (number + 1);
        engines.add(EngineHost.start(
                name, directory.resolve(name), httpPort, settings(clusterPorts.get(number), clusterPorts), classes));
    }

    /** The engines that are started after this disturb each other less. */
    private void keepClasses(String httpPort, List<String> clusterPorts) throws IOException, InterruptedException {
        if (ClassArchive.archivable()) {
            Path first = directory.resolve("classes");
            EngineHost.keepClasses(classes, first, httpPort, settings(clusterPorts.getFirst(), clusterPorts));
        }
    }

    private Map<String, String> settings(String clusterPort, List<String> clusterPorts) {
        Map<String, String> settings = new HashMap<>();
        settings.put(Settings.DB_URL, database().url());
        settings.put(Settings.DB_USER, database().user());
        settings.put(Settings.DB_PASSWORD, database().password());
        settings.put(Settings.CLUSTER_PORT, clusterPort);
        settings.put(
                Settings.SEEDS,
                clusterPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
        settings.put(Settings.EDGE_TOKEN, EDGE_TOKEN);
        settings.put("PUREBOOT_TOKEN_KEY", TOKEN_KEY);
        settings.put("PUREBOOT_SECRETS_KEYSET", SECRETS_KEYSET);
        settings.put("PUREBOOT_ADMIN_TOKEN", ADMIN_TOKEN);
        return settings;
    }

    private synchronized void startEdge(String name, List<String> enginePorts) throws IOException {
        stillOpen();
        List<TcpRelay> lines = new ArrayList<>();
        for (String port : enginePorts) {
            lines.add(TcpRelay.to(Integer.parseInt(port)));
        }
        edges.add(EdgeHost.start(name, directory.resolve(name), FreePorts.tcp(), EDGE_TOKEN, lines));
    }

    private void stillOpen() throws IOException {
        if (!open) {
            throw new IOException("the run is over before it has begun");
        }
    }

    private static List<String> ports() throws IOException {
        List<String> ports = new ArrayList<>();
        for (int i = 0; i < ENGINES; i++) {
            ports.add(FreePorts.tcp());
        }
        return ports;
    }

    public synchronized DatabaseServer database() {
        return database.orElseThrow();
    }

    public List<EngineHost> engines() {
        return engines;
    }

    public List<EdgeHost> edges() {
        return edges;
    }

    /** An operator's token for the engines. */
    public String adminToken() {
        return ADMIN_TOKEN;
    }

    /** Whether everything is up, and the engines are one cluster. */
    public boolean whole() throws InterruptedException {
        for (EngineHost engine : engines) {
            if (!engine.ready(ENGINES)) {
                return false;
            }
        }
        for (EdgeHost edge : edges) {
            if (!edge.live()) {
                return false;
            }
        }
        return database().answers();
    }

    /** Whether everything was up within {@code patience}. */
    public boolean awaitWhole(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (!whole()) {
            if (System.nanoTime() > end) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(SUPERVISOR_MILLIS);
        }
        return true;
    }

    /** How many reports wait on the edges' disks; empty when one of them does not say. */
    public OptionalLong spooled() throws InterruptedException {
        long all = 0;
        for (EdgeHost edge : edges) {
            OptionalLong depth = edge.spooled();
            if (depth.isEmpty()) {
                return OptionalLong.empty();
            }
            all += depth.getAsLong();
        }
        return OptionalLong.of(all);
    }

    /** The journal and the tables. */
    public StoredRows rows() {
        return new StoredRows(database());
    }

    /** The last lines of every engine's log. */
    public String engineLogs() {
        return engines.stream().map(EngineHost::logEnd).collect(Collectors.joining("\n\n"));
    }

    private void supervise() {
        try {
            while (open) {
                for (EngineHost engine : engines) {
                    if (engine.fallen()) {
                        log.accept(engine.name() + " has ended by itself and is started again");
                        TimeUnit.SECONDS.sleep(RESTART_SECONDS);
                        engine.startAgain();
                    }
                }
                for (EdgeHost edge : edges) {
                    if (edge.fallen()) {
                        log.accept(edge.name() + " has ended by itself and is started again");
                        TimeUnit.SECONDS.sleep(RESTART_SECONDS);
                        edge.startAgain();
                    }
                }
                TimeUnit.MILLISECONDS.sleep(SUPERVISOR_MILLIS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException failed) {
            log.accept("a server cannot be started again: " + failed);
        }
    }

    /** Deletes the database's data, which nobody needs after a run without findings. */
    public synchronized void discardData() throws IOException {
        close();
        database().discard();
    }

    /** Kills engines and edges, stops PostgreSQL. Repeatable. */
    @Override
    public synchronized void close() {
        open = false;
        edges.forEach(EdgeHost::close);
        engines.forEach(EngineHost::close);
        try {
            if (database.isPresent()) {
                database.get().close();
            }
        } catch (IOException unstopped) {
            log.accept("PostgreSQL was not stopped: " + unstopped);
        }
    }
}
