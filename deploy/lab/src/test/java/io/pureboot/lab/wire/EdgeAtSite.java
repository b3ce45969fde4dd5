package io.pureboot.lab.wire;

import io.pureboot.edge.EdgeMain;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** An edge in a process of its own, at the ports that firmware asks, within an {@link IsolatedNetwork}. */
public final class EdgeAtSite implements AutoCloseable {

    /** Under which machines reach it. */
    public static final String URL = "http://" + IsolatedNetwork.EDGE + ":8081";

    private final Process process;
    private final Path log;
    private final String root;
    private final HttpClient client = HttpClient.newHttpClient();

    /** @param root its URL as this process sees it */
    private EdgeAtSite(Process process, Path log, String root) {
        this.process = process;
        this.log = log;
        this.root = root;
    }

    /**
     * Starts it with proxyDHCP, and waits until it answers.
     *
     * @param more of its environment, which goes before what it has by itself
     */
    public static EdgeAtSite start(IsolatedNetwork network, Path directory, String engineUrl, Map<String, String> more)
            throws IOException {
        Path log = Files.createDirectories(directory).resolve("edge.log");
        List<String> command = new ArrayList<>(network.site());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx192m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.add(EdgeMain.class.getName());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("PUREBOOT_"));
        builder.environment()
                .putAll(Map.of(
                        "PUREBOOT_DATA_DIR",
                        directory.toString(),
                        "PUREBOOT_BIND",
                        "0.0.0.0",
                        "PUREBOOT_EDGE_PORT",
                        "8081",
                        "PUREBOOT_TFTP_PORT",
                        "69",
                        "PUREBOOT_EDGE_URL",
                        URL,
                        "PUREBOOT_ENGINE_URLS",
                        engineUrl,
                        "PUREBOOT_PROXY_DHCP",
                        "true",
                        "PUREBOOT_PROXY_DHCP_ADDRESS",
                        IsolatedNetwork.EDGE));
        builder.environment().putAll(more);
        String port = more.getOrDefault("PUREBOOT_EDGE_PORT", "8081");
        EdgeAtSite edge = new EdgeAtSite(builder.start(), log, "http://" + network.edgeFromHere() + ":" + port);
        Awaitility.await("the edge is ready")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> !edge.process.isAlive() || edge.get("/health/live").isPresent());
        if (!edge.process.isAlive()) {
            throw new IOException("the edge did not start: " + edge.log());
        }
        return edge;
    }

    /** What it answers; empty when it does not. */
    public java.util.Optional<String> get(String path) throws InterruptedException {
        try {
            return java.util.Optional.of(client.send(
                            HttpRequest.newBuilder(URI.create(root + path))
                                    .timeout(Duration.ofSeconds(5))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body());
        } catch (IOException silent) {
            return java.util.Optional.empty();
        }
    }

    /** What it has logged. */
    public String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() {
        client.close();
        process.destroyForcibly().onExit().join();
    }
}
