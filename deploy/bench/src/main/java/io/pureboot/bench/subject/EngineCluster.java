package io.pureboot.bench.subject;

import io.pureboot.standalone.PureBoot;
import io.pureboot.standalone.server.FreePorts;
import io.pureboot.standalone.server.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Engine processes that are started as {@code ./pureboot engine} starts them, with one database. */
public final class EngineCluster implements AutoCloseable {
    public static final String ADMIN_TOKEN = "administrator-of-the-benchmark";

    static final String EDGE_TOKEN = "edge-of-the-benchmark";

    private final List<ServerProcess> engines;
    private final Duration ready;

    private EngineCluster(List<ServerProcess> engines, Duration ready) {
        this.engines = engines;
        this.ready = ready;
    }

    /**
     * Starts them and waits until each sees all of them.
     *
     * @param directory for their keys and logs
     * @param javaOptions further options for the JVMs
     */
    public static EngineCluster start(Path directory, DatabaseServer database, int count, List<String> javaOptions)
            throws IOException, InterruptedException {
        List<ServerProcess> engines = new ArrayList<>();
        try {
            List<String> clusterPorts = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                clusterPorts.add(FreePorts.tcp());
            }
            for (int i = 0; i < count; i++) {
                engines.add(engine(directory.resolve("engine-" + i), database, clusterPorts, i, javaOptions));
            }
            Duration longest = Duration.ZERO;
            for (ServerProcess engine : engines) {
                Duration took = engine.awaitReady("\"members\":" + count);
                longest = took.compareTo(longest) > 0 ? took : longest;
            }
            return new EngineCluster(engines, longest);
        } catch (IOException | InterruptedException e) {
            for (ServerProcess engine : engines) {
                engine.close();
            }
            throw e;
        }
    }

    private static ServerProcess engine(
            Path dataDir, DatabaseServer database, List<String> clusterPorts, int which, List<String> javaOptions)
            throws IOException {
        Files.createDirectories(dataDir);
        int port = Integer.parseInt(FreePorts.tcp());
        Map<String, String> environment = new HashMap<>();
        environment.put(Settings.DATA_DIR, dataDir.toString());
        environment.put(Settings.HTTP_PORT, Integer.toString(port));
        environment.put(Settings.DB_URL, database.jdbcUrl());
        environment.put(Settings.DB_USER, database.user());
        environment.put(Settings.DB_PASSWORD, database.password());
        environment.put("PUREBOOT_ADMIN_TOKEN", ADMIN_TOKEN);
        environment.put(Settings.EDGE_TOKEN, EDGE_TOKEN);
        environment.put("PUREBOOT_TOKEN_KEY", "the same key on all engines of the benchmark");
        environment.put("PUREBOOT_SECRETS_KEYSET", "dGhlIGJlbmNobWFyaydzIGtleSBvZiBzZWNyZXRzLi4=");
        if (clusterPorts.size() > 1) {
            environment.put(Settings.CLUSTER_PORT, clusterPorts.get(which));
            environment.put(
                    Settings.SEEDS,
                    clusterPorts.stream().map(each -> "127.0.0.1:" + each).collect(Collectors.joining(",")));
        }
        return ServerProcess.start(
                JavaOptions.command(javaOptions, PureBoot.class, "engine"),
                environment,
                port,
                dataDir.resolve("engine.log"));
    }

    public List<InetSocketAddress> addresses() {
        return engines.stream().map(ServerProcess::address).toList();
    }

    public List<Long> pids() {
        return engines.stream().map(ServerProcess::pid).toList();
    }

    /** From the start of a process until its {@code /health/ready} said yes: that of the slowest. */
    public Duration ready() {
        return ready;
    }

    @Override
    public void close() throws IOException {
        for (ServerProcess engine : engines) {
            engine.close();
        }
    }
}
