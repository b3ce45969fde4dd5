package io.pureboot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.standalone.PureBoot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** An engine in a process of its own, as {@code ./pureboot engine} starts it: one that can be killed. */
final class EngineProcess implements AutoCloseable {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final Duration START_PATIENCE = Duration.ofMinutes(3);
    private static final int LEAVE_SECONDS = 60;
    private static final int LAST_LINES = 40;

    private final Process process;
    private final URI url;
    private final Path log;

    private EngineProcess(Process process, URI url, Path log) {
        this.process = process;
        this.url = url;
        this.log = log;
    }

    /**
     * Starts it and does not wait. What it logs is added to {@code engine.log} in its data directory.
     *
     * @param dataDir where its keys and tokens lie, those of an earlier engine perhaps
     * @param settings further variables of its environment, which has no other {@code PUREBOOT_…}
     */
    static EngineProcess start(Path dataDir, String httpPort, Map<String, String> settings) throws IOException {
        Path log = Files.createDirectories(dataDir).resolve("engine.log");
        ProcessBuilder builder = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PUREBOOT_"));
        environment.putAll(settings);
        environment.put("PUREBOOT_DATA_DIR", dataDir.toString());
        environment.put("PUREBOOT_HTTP_PORT", httpPort);
        return new EngineProcess(builder.start(), URI.create("http://127.0.0.1:" + httpPort), log);
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Pekko reads sun.misc.Unsafe; the option is not known before 23.
        if (Runtime.version().feature() >= 23) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-Xms64m", "-Xmx320m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-Djava.util.concurrent.ForkJoinPool.common.parallelism=4", "-Dfile.encoding=UTF-8"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PureBoot.class.getName(), "engine"));
        return command;
    }

    URI url() {
        return url;
    }

    /** Waits until it serves, in a cluster of so many engines as it sees it itself. */
    void awaitReady(int members) {
        Awaitility.await("engine " + url + " is ready, " + members + " in its cluster")
                .atMost(START_PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IOException.class)
                .failFast(() -> assertThat(process.isAlive())
                        .as("engine lives; " + logEnd())
                        .isTrue())
                .untilAsserted(() -> assertThat(readiness())
                        .as(this::logEnd)
                        .contains("\"status\":\"ready\"")
                        .contains("\"members\":" + members));
    }

    private String readiness() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url.resolve("/health/ready"))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** Ends it with SIGKILL, in the middle of whatever it does. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Sends SIGTERM and does not wait. */
    void askToLeave() {
        process.destroy();
    }

    /** Waits until the process has ended; its exit status. */
    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(LEAVE_SECONDS, TimeUnit.SECONDS))
                .as("engine " + url + " ends within " + LEAVE_SECONDS + " s; " + logEnd())
                .isTrue();
        return process.exitValue();
    }

    /** The last lines of its log. */
    String logEnd() {
        try {
            List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
            return "the end of " + log + ":\n" + String.join("\n", last);
        } catch (IOException unreadable) {
            return "log: " + unreadable;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
