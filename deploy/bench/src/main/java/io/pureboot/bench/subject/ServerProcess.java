package io.pureboot.bench.subject;

import io.pureboot.bench.http.HttpConnection;
import io.pureboot.bench.http.HttpRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A server in a JVM of its own, on a port of 127.0.0.1. */
public final class ServerProcess implements AutoCloseable {
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final long LEAVE_SECONDS = 30;
    private static final int LAST_LINES = 30;

    private final Process process;
    private final InetSocketAddress address;
    private final Path log;
    private final long started;

    private ServerProcess(Process process, InetSocketAddress address, Path log, long started) {
        this.process = process;
        this.address = address;
        this.log = log;
        this.started = started;
    }

    /**
     * Starts it and does not wait.
     *
     * @param environment beside what this process has, its {@code PUREBOOT_…} excepted
     */
    static ServerProcess start(List<String> command, Map<String, String> environment, int port, Path log)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PUREBOOT_"));
        builder.environment().putAll(environment);
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        long started = System.nanoTime();
        Process process = builder.start();
        // Whoever interrupts the benchmark does not want its servers to live on.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        return new ServerProcess(process, new InetSocketAddress(loopback, port), log, started);
    }

    /**
     * Waits until its {@code /health/ready} answers 200 with a text in it.
     *
     * @return from the start of the process to that answer
     */
    Duration awaitReady(String text) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_PATIENCE.toNanos();
        String last = "no answer";
        while (System.nanoTime() < end && process.isAlive()) {
            try (HttpConnection connection = HttpConnection.open(address)) {
                var answer = connection.send(HttpRequest.get("/health/ready", "none"));
                if (answer.status() == 200 && answer.text().contains(text)) {
                    return Duration.ofNanos(System.nanoTime() - started);
                }
                last = answer.status() + " " + answer.text();
            } catch (IOException notYet) {
                last = notYet.toString();
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
        throw new IOException("the server on " + address + (process.isAlive() ? " is not ready" : " has ended") + " ("
                + last + "); " + logEnd());
    }

    InetSocketAddress address() {
        return address;
    }

    long pid() {
        return process.pid();
    }

    private String logEnd() throws IOException {
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .toList();
        return "the end of " + log + ":\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    /** SIGTERM, and SIGKILL when that does not help. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(LEAVE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a server was leaving", e);
        }
    }
}
