package io.pureboot.lab.chaos.site;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.lab.process.EdgeProcess;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.server.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The place of one edge and its lines to the engines; its process may be another one, its spool stays. */
public final class EdgeHost implements AutoCloseable {
    private static final int HEAP_MB = 256;
    private static final Duration LOOK = Duration.ofSeconds(3);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(LOOK).build();

    private final String name;
    private final Path directory;
    private final String httpPort;
    private final Map<String, String> settings;
    private final List<TcpRelay> lines;
    private EdgeProcess edge;
    private boolean wanted = true;
    private boolean closed;

    private EdgeHost(
            String name,
            Path directory,
            String httpPort,
            Map<String, String> settings,
            List<TcpRelay> lines,
            EdgeProcess edge) {
        this.name = name;
        this.directory = directory;
        this.httpPort = httpPort;
        this.settings = settings;
        this.lines = lines;
        this.edge = edge;
    }

    /** @param lines one to each engine */
    static EdgeHost start(String name, Path directory, String httpPort, String token, List<TcpRelay> lines)
            throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put(
                Settings.ENGINE_URLS,
                lines.stream().map(line -> "http://127.0.0.1:" + line.port()).collect(Collectors.joining(",")));
        settings.put(Settings.EDGE_TOKEN, token);
        settings.put("PUREBOOT_EDGE_ID", name);
        EdgeProcess edge = EdgeProcess.start(directory, httpPort, HEAP_MB, settings);
        return new EdgeHost(name, directory, httpPort, settings, lines, edge);
    }

    public String name() {
        return name;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + httpPort);
    }

    /** {@code kill -9}; it stays down until {@link #startAgain}. */
    public synchronized void kill() {
        wanted = false;
        edge.close();
    }

    /** A new process with the spool of the one that has ended. Does nothing when all is over. */
    public synchronized void startAgain() throws IOException {
        if (!closed) {
            edge.close();
            edge = EdgeProcess.start(directory, httpPort, HEAP_MB, settings);
            wanted = true;
        }
    }

    /** Whether it has ended by itself: nobody wanted it to. */
    synchronized boolean fallen() {
        return wanted && !closed && !edge.process().alive();
    }

    /** Connections to the engines are refused. */
    public void refuse() {
        lines.forEach(line -> line.mode(TcpRelay.Mode.REFUSE));
    }

    /** Connections to the engines are taken, and nothing passes. */
    public void hang() {
        lines.forEach(line -> line.mode(TcpRelay.Mode.HANG));
    }

    /** Connections to the engines break. */
    public void cut() {
        lines.forEach(line -> line.mode(TcpRelay.Mode.CUT));
    }

    /** The lines are whole again. */
    public void pass() {
        lines.forEach(line -> line.mode(TcpRelay.Mode.PASS));
    }

    boolean live() throws InterruptedException {
        return current().live(LOOK);
    }

    private synchronized EdgeProcess current() {
        return edge;
    }

    /** How many reports wait on its disk; empty when it does not say. */
    OptionalLong spooled() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url().resolve("/health/ready"))
                .timeout(LOOK)
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode depth = Json.mapper().readTree(response.body()).path("spool_depth");
            return depth.isNumber() ? OptionalLong.of(depth.asLong()) : OptionalLong.empty();
        } catch (IOException silent) {
            return OptionalLong.empty();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        edge.close();
        lines.forEach(TcpRelay::close);
    }
}
