package io.pureboot.bench.subject;

import io.pureboot.standalone.server.FreePorts;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** nginx with one file: what a web server made for it does with the same text. */
public record NginxServer(ServerProcess process) implements AutoCloseable {
    private static final long DOWNLOAD_SECONDS = 60;

    /**
     * The program: on the path, or out of Debian's package, which is fetched into {@code directory} and unpacked there, not installed.
     *
     * @return empty when neither is to be had
     */
    public static Optional<Path> program(Path directory) throws IOException, InterruptedException {
        Path unpacked = directory.resolve("usr/sbin/nginx");
        Optional<Path> here = Stream.concat(
                        Arrays.stream(System.getenv()
                                        .getOrDefault("PATH", "/usr/sbin:/usr/bin")
                                        .split(":", -1))
                                .map(each -> Path.of(each, "nginx")),
                        Stream.of(Path.of("/usr/sbin/nginx"), unpacked))
                .filter(Files::isExecutable)
                .findFirst();
        if (here.isPresent()) {
            return here;
        }
        Files.createDirectories(directory);
        boolean fetched = run(directory, "apt-get", "download", "nginx");
        return fetched && run(directory, "sh", "-c", "dpkg-deb -x nginx_*.deb .") && Files.isExecutable(unpacked)
                ? Optional.of(unpacked)
                : Optional.empty();
    }

    private static boolean run(Path directory, String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("fetch.log").toFile())
                    .start();
            return process.waitFor(DOWNLOAD_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException notHere) {
            return false;
        }
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
