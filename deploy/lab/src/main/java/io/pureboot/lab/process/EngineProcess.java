package io.pureboot.lab.process;

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
import java.util.OptionalInt;

/** An engine in a process of its own: one that can be killed. */
public final class EngineProcess implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration LEAVE_PATIENCE = Duration.ofSeconds(60);

    private final ServerProcess process;
    private final URI url;

    private EngineProcess(ServerProcess process, URI url) {
        this.process = process;
        this.url = url;
    }

    /**
     * Starts it and does not wait.
     *
     * @param dataDir where its keys and tokens lie, those of an earlier engine perhaps, and {@code engine.log}
     * @param heap the most heap that it may take, in MB
     * @param settings further variables of its environment, which has no other {@code PUREBOOT_…}
     */
    public static EngineProcess start(Path dataDir, String httpPort, int heap, Map<String, String> settings)
            throws IOException {
        return start(dataDir, httpPort, heap, settings, List.of());
    }

    /** The same, to be ended with SIGTERM: it makes the archive then. */
    public static EngineProcess making(
            ClassArchive classes, Path dataDir, String httpPort, int heap, Map<String, String> settings)
            throws IOException {
        return start(dataDir, httpPort, heap, settings, classes.making());
    }

    /** The same, with the classes of an archive, if it is there. */
    public static EngineProcess start(
            Path dataDir, String httpPort, int heap, Map<String, String> settings, ClassArchive classes)
            throws IOException {
        return start(dataDir, httpPort, heap, settings, classes.options());
    }

    private static EngineProcess start(
            Path dataDir, String httpPort, int heap, Map<String, String> settings, List<String> options)
            throws IOException {
        Map<String, String> all = new HashMap<>(settings);
        all.put(Settings.HTTP_PORT, httpPort);
        return new EngineProcess(
                ServerProcess.start("engine", dataDir, heap, all, options), URI.create("http://127.0.0.1:" + httpPort));
    }

    public URI url() {
        return url;
    }

    public ServerProcess process() {
        return process;
    }

    /** Whether it serves now, in a cluster of so many engines as it sees it itself. */
    public boolean ready(int members, Duration patience) throws InterruptedException {
        try {
            String readiness = readiness(patience);
            return readiness.contains("\"status\":\"ready\"") && readiness.contains("\"members\":" + members);
        } catch (IOException silent) {
            return false;
        }
    }

    /**
     * Waits until it serves, in a cluster of so many engines as it sees it itself.
     *
     * @throws IllegalStateException when it has ended, or does not within three minutes; with the end of its log
     */
    public void awaitReady(int members) {
        long end = System.nanoTime() + START_PATIENCE.toNanos();
        try {
            while (!ready(members, Duration.ofSeconds(10))) {
                if (!process.alive() || System.nanoTime() > end) {
                    throw new IllegalStateException("engine " + url + " is not ready with " + members
                            + " in its cluster; it is " + (process.alive() ? "alive" : "dead") + "; " + logEnd());
                }
                Thread.sleep(LOOK_AGAIN);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while engine " + url + " was waited for", stopped);
        }
    }

    private String readiness(Duration patience) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/health/ready"))
                .timeout(patience)
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** Ends it with SIGKILL, in the middle of whatever it does. */
    public void kill() {
        process.kill();
    }

    /** Sends SIGTERM and does not wait. */
    public void askToLeave() {
        process.askToLeave();
    }

    /**
     * Waits until the process has ended; its exit status.
     *
     * @throws IllegalStateException when it has not within a minute
     */
    public int awaitEnd() throws InterruptedException {
        OptionalInt status = process.awaitEnd(LEAVE_PATIENCE);
        return status.orElseThrow(() -> new IllegalStateException(
                "engine " + url + " has not ended within " + LEAVE_PATIENCE + "; " + logEnd()));
    }

    /** The last lines of its log. */
    public String logEnd() {
        return process.logEnd();
    }

    @Override
    public void close() {
        kill();
    }
}
