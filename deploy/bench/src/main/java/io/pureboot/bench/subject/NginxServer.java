package io.pureboot.bench.subject;

import io.pureboot.standalone.server.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** nginx with one file: what a web server made for it does with the same text. */
public record NginxServer(ServerProcess process) implements AutoCloseable {
    /**
     * The program: an installed one, or that of Debian's package.
     *
     * @throws IOException when it is not to be had, with the reason
     */
    public static Path program(Packages packages) throws IOException {
        return packages.find("nginx", List.of("nginx")).path();
    }

    /** Starts it with as many workers as there are processors, and waits until it is ready. */
    public static NginxServer start(Path program, Path directory, String script)
            throws IOException, InterruptedException {
        int port = Integer.parseInt(FreePorts.tcp());
        Path root = Files.createDirectories(directory.resolve("root"));
        Files.writeString(root.resolve("boot.ipxe"), script);
        Path configuration = directory.resolve("nginx.conf");
        Files.writeString(configuration, configuration(directory, root, port), StandardCharsets.UTF_8);
        ServerProcess process = ServerProcess.start(
                List.of(program.toString(), "-p", directory.toString(), "-c", configuration.toString()),
                Map.of(),
                port,
                directory.resolve("nginx.log"));
        try {
            process.awaitReady("ready");
            return new NginxServer(process);
        } catch (IOException | InterruptedException e) {
            process.close();
            throw e;
        }
    }

    private static String configuration(Path directory, Path root, int port) {
        return """
                daemon off;
                %1$sworker_processes auto;
                pid %2$s/pid;
                error_log stderr warn;
                events { worker_connections 4096; }
                http {
                  access_log off;
                  sendfile on;
                  tcp_nopush on;
                  tcp_nodelay on;
                  keepalive_requests 1000000000;
                  open_file_cache max=100;
                  types { text/plain ipxe; }
                  client_body_temp_path %2$s/body;
                  proxy_temp_path %2$s/proxy;
                  fastcgi_temp_path %2$s/fastcgi;
                  uwsgi_temp_path %2$s/uwsgi;
                  scgi_temp_path %2$s/scgi;
                  server {
                    listen 127.0.0.1:%3$d backlog=4096;
                    root %4$s;
                    location = /health/ready { return 200 "ready"; }
                  }
                }
                """.formatted(
                        System.getProperty("user.name").equals("root") ? "user root;\n" : "", directory, port, root);
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
