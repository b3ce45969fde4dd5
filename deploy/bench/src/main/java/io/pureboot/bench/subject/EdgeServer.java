package io.pureboot.bench.subject;

import io.pureboot.standalone.PureBoot;
import io.pureboot.standalone.server.FreePorts;
import io.pureboot.standalone.server.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An edge, started as {@code ./pureboot edge} starts it. */
public record EdgeServer(ServerProcess process) implements AutoCloseable {

    /** Starts it and waits until it is ready. */
    public static EdgeServer start(Path directory, EngineCluster engines, List<String> javaOptions)
            throws IOException, InterruptedException {
        int port = Integer.parseInt(FreePorts.tcp());
        Map<String, String> environment = new HashMap<>();
        environment.put(Settings.DATA_DIR, directory.toString());
        environment.put(Settings.EDGE_PORT, Integer.toString(port));
        environment.put(Settings.TFTP_PORT, FreePorts.udp());
        environment.put(Settings.EDGE_TOKEN, EngineCluster.EDGE_TOKEN);
        environment.put(
                Settings.ENGINE_URLS,
                engines.addresses().stream()
                        .map(engine -> "http://127.0.0.1:" + engine.getPort())
                        .collect(Collectors.joining(",")));
        ServerProcess process = ServerProcess.start(
                JavaOptions.command(javaOptions, PureBoot.class, "edge"),
                environment,
                port,
                directory.resolve("edge.log"));
        try {
            process.awaitReady("ready");
            return new EdgeServer(process);
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    public InetSocketAddress address() {
        return process.address();
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
