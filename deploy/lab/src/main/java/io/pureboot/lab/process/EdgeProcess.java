package io.pureboot.lab.process;

import io.pureboot.standalone.server.FreePorts;
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

/** An edge in a process of its own: one that can be killed, and whose spool must survive that. */
public final class EdgeProcess implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

    private final ServerProcess process;
    private final URI url;

    private EdgeProcess(ServerProcess process, URI url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts it and does not wait.
     *
     * @param dataDir where its spool lies, that of an earlier edge perhaps, and {@code edge.log}
     * @param heap the most heap that it may take, in MB
     * @param settings further variables of its environment, which has no other {@code PUREBOOT_…}
     */
    public static EdgeProcess start(Path dataDir, String httpPort, int heap, Map<String, String> settings)
            throws IOException {
        Map<String, String> all = new HashMap<>(settings);
        all.put(Settings.EDGE_PORT, httpPort);
        all.put(Settings.TFTP_PORT, FreePorts.udp());
        return new EdgeProcess(
                ServerProcess.start("edge", dataDir, heap, all, List.of()), URI.create("http://127.0.0.1:" + httpPort));
    }

    public URI url() {
        return url;
    }

    public ServerProcess process() {
        return process;
    }

    /** Whether it answers at all, with or without an engine behind it. */
    public boolean live(Duration patience) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/health/live"))
                .timeout(patience)
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException silent) {
            return false;
        }
    }

    @Override
    public void close() {
        process.kill();
    }
}
