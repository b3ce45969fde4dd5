package io.pureboot.edge.fakes;

import com.typesafe.config.ConfigFactory;
import io.pureboot.edge.Edge;
import io.pureboot.edge.EdgeConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A whole edge on free ports, with a data directory of its own, and a client for it. */
public final class EdgeOnLoopback implements AutoCloseable {

    private final Edge edge;
    private final HttpClient client = HttpClient.newHttpClient();

    private EdgeOnLoopback(Edge edge) {
        this.edge = edge;
    }

    public static EdgeOnLoopback start(Path dataDir, List<String> engines) {
        return start(dataDir, engines, Map.of());
    }

    /** With further keys below {@code pureboot.edge}. */
    public static EdgeOnLoopback start(Path dataDir, List<String> engines, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "pureboot.edge.id",
                "edge-in-test",
                "pureboot.edge.http-port",
                0,
                "pureboot.edge.tftp-port",
                0,
                "pureboot.edge.data-dir",
                dataDir.toString(),
                "pureboot.edge.engine-urls",
                String.join(",", engines),
                "pureboot.edge.token",
                "edge-token",
                "pureboot.edge.engine-request-timeout",
                "400 ms",
                "pureboot.edge.relay.forward-longest-pause",
                "500 ms"));
        settings.forEach((key, value) -> all.put("pureboot.edge." + key, value));
        return new EdgeOnLoopback(
                Edge.start(EdgeConfig.from(ConfigFactory.parseMap(all).withFallback(ConfigFactory.load()))));
    }

    public Edge edge() {
        return edge;
    }

    public String url() {
        return edge.url();
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET().build());
    }

    public HttpResponse<String> head(String path) {
        return send(request(path)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build());
    }

    public HttpResponse<String> post(String path, String body, String... headers) {
        return send(request(path, headers)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    @Override
    public void close() {
        client.close();
        edge.stop();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(url() + path));
        return headers.length == 0 ? builder : builder.headers(headers);
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException failed) {
            throw new AssertionError(request + " failed: " + failed, failed);
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted", interrupted);
        }
    }
}
