package io.pureboot.lab.outage;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.lab.process.EdgeProcess;
import io.pureboot.lab.process.EngineProcess;
import io.pureboot.postgres.EmbeddedPostgres;
import io.pureboot.postgres.EmbeddedPostgresConfig;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.server.FreePorts;
import io.pureboot.standalone.server.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** PostgreSQL, one engine and one edge: each in a process of its own, on loopback. */
final class OutageSite implements AutoCloseable {
    static final String ADMIN_TOKEN = "outage-admin-token";
    private static final String EDGE_TOKEN = "outage-edge-token";
    private static final int ENGINE_HEAP_MB = 512;
    private static final int EDGE_HEAP_MB = 256;
    private static final Duration LOOK = Duration.ofSeconds(5);
    private static final Duration EDGE_PATIENCE = Duration.ofMinutes(1);
    private static final long LOOK_AGAIN_MILLIS = 50;

    private final HttpClient http = HttpClient.newBuilder().connectTimeout(LOOK).build();
    private final Path directory;
    private final EmbeddedPostgres database;
    private final String enginePort;
    private final String edgePort;
    private EngineProcess engine;
    private EdgeProcess edge;

    private OutageSite(
            Path directory,
            EmbeddedPostgres database,
            String enginePort,
            String edgePort,
            EngineProcess engine,
            EdgeProcess edge) {
        this.directory = directory;
        this.database = database;
        this.enginePort = enginePort;
        this.edgePort = edgePort;
        this.engine = engine;
        this.edge = edge;
    }

    /** Starts all of them and waits until they serve. */
    static OutageSite start(Path directory) throws IOException, InterruptedException {
        EmbeddedPostgres database = EmbeddedPostgres.start(
                EmbeddedPostgresConfig.in(directory.resolve("postgres")).withBinaries(PostgresForTests.binaries()));
        String enginePort = FreePorts.tcp();
        String edgePort = FreePorts.tcp();
        OutageSite site = new OutageSite(
                directory,
                database,
                enginePort,
                edgePort,
                engine(directory, database, enginePort),
                edge(directory, enginePort, edgePort));
        boolean up = false;
        try {
            site.engine.awaitReady(1);
            site.awaitEdge();
            up = true;
            return site;
        } finally {
            if (!up) {
                site.close();
            }
        }
    }

    private static EngineProcess engine(Path directory, EmbeddedPostgres database, String port) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put(Settings.DB_URL, database.jdbcUrl());
        settings.put(Settings.DB_USER, database.user());
        settings.put(Settings.DB_PASSWORD, database.password());
        settings.put(Settings.EDGE_TOKEN, EDGE_TOKEN);
        settings.put("PUREBOOT_ADMIN_TOKEN", ADMIN_TOKEN);
        return EngineProcess.start(directory.resolve("engine"), port, ENGINE_HEAP_MB, settings);
    }

    private static EdgeProcess edge(Path directory, String enginePort, String port) throws IOException {
        Map<String, String> settings = Map.of(
                Settings.ENGINE_URLS,
                "http://127.0.0.1:" + enginePort,
                Settings.EDGE_TOKEN,
                EDGE_TOKEN,
                "PUREBOOT_EDGE_ID",
                "edge-1");
        return EdgeProcess.start(directory.resolve("edge-1"), port, EDGE_HEAP_MB, settings);
    }

    URI engineUrl() {
        return URI.create("http://127.0.0.1:" + enginePort);
    }

    URI edgeUrl() {
        return URI.create("http://127.0.0.1:" + edgePort);
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
    }

    void stopEngine() throws InterruptedException {
        engine.askToLeave();
        engine.awaitEnd();
    }

    void startEngine() throws IOException {
        engine = engine(directory, database, enginePort);
        engine.awaitReady(1);
    }

    /** {@code kill -9}, and a new one at once with the spool of the old; how long none answered. */
    Duration killEdge() throws IOException, InterruptedException {
        edge.close();
        long begun = System.nanoTime();
        edge = edge(directory, enginePort, edgePort);
        awaitEdge();
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private void awaitEdge() throws IOException, InterruptedException {
        long end = System.nanoTime() + EDGE_PATIENCE.toNanos();
        while (!edge.live(LOOK)) {
            if (System.nanoTime() > end || !edge.process().alive()) {
                throw new IOException(
                        "the edge does not answer; " + edge.process().logEnd());
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    /** Reports on the edge's disk; empty when it does not say. */
    OptionalLong spooled() throws InterruptedException {
        try {
            JsonNode depth = Json.mapper().readTree(text("/health/ready")).path("spool_depth");
            return depth.isNumber() ? OptionalLong.of(depth.asLong()) : OptionalLong.empty();
        } catch (IOException silent) {
            return OptionalLong.empty();
        }
    }

    /** The edge's counters, by name and labels. */
    Map<String, Long> counters() throws IOException, InterruptedException {
        Map<String, Long> counters = new TreeMap<>();
        text("/metrics")
                .lines()
                .filter(line -> !line.startsWith("#") && line.matches(".* [0-9]+"))
                .forEach(line -> counters.put(
                        line.substring(0, line.lastIndexOf(' ')),
                        Long.parseLong(line.substring(line.lastIndexOf(' ') + 1))));
        return counters;
    }

    private String text(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(edgeUrl().resolve(path)).timeout(LOOK).build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Override
    public void close() {
        edge.close();
        engine.close();
        try {
            database.close();
        } catch (IOException unstopped) {
            System.err.println("PostgreSQL was not stopped: " + unstopped);
        }
    }
}
