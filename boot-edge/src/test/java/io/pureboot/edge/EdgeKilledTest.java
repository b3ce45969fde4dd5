package io.pureboot.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pureboot.edge.fakes.EdgeOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback;
import io.pureboot.edge.fakes.EngineThatTakesBatches;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** P-31: a whole edge in a process of its own is killed with {@code kill -9} while machines report, and loses nothing that it has acknowledged. */
class EdgeKilledTest {
    private static final int MACHINES = 16;
    private static final int ENOUGH = 400;

    @TempDir
    Path directory;

    @Test
    void whatItHasAcknowledgedArrivesInOrder() throws IOException, InterruptedException {
        String port = freePort();
        Process edge = start(port);
        Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();
        AtomicInteger all = new AtomicInteger();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI url = URI.create("http://127.0.0.1:" + port);
            await("a live edge; " + directory)
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> status(client, HttpRequest.newBuilder(url.resolve("/health/live"))) == 200);
            List<Thread> machines = IntStream.range(0, MACHINES)
                    .mapToObj(i -> Thread.ofVirtual().start(() -> report(client, url, "e-" + i, acknowledged, all)))
                    .toList();
            await("many reports")
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> all.get() >= ENOUGH);
            edge.toHandle().destroyForcibly();
            for (Thread machine : machines) {
                machine.join();
            }
        }
        assertThat(edge.waitFor()).isEqualTo(128 + 9);
        EngineThatTakesBatches work = new EngineThatTakesBatches(path -> 200);
        try (EngineOnLoopback engine = EngineOnLoopback.thatAnswers(work::answer);
                EdgeOnLoopback again = EdgeOnLoopback.start(directory, List.of(engine.url()))) {
            await("an empty spool")
                    .untilAsserted(
                            () -> assertThat(again.get("/metrics").body()).contains("pureboot_edge_spool_reports 0\n"));
        }
        assertThat(acknowledged).hasSize(MACHINES);
        acknowledged.forEach((execution, events) -> {
            List<String> arrived = work.taken().stream()
                    .filter(taken -> taken.path().contains("/" + execution + "/"))
                    .map(taken -> taken.body().replaceAll(".*\"event_id\":\"([0-9]+)\".*", "$1"))
                    .toList();
            assertThat(arrived.subList(0, events.size())).isEqualTo(events);
            assertThat(arrived.size() - events.size())
                    .as("the one whose answer was lost")
                    .isBetween(0, 1);
        });
    }

    private Process start(String port) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EdgeMain.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(
                        Files.createDirectories(directory).resolve("edge.log").toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("PUREBOOT_"));
        environment.putAll(Map.of(
                "PUREBOOT_EDGE_PORT",
                port,
                "PUREBOOT_TFTP_PORT",
                "0",
                "PUREBOOT_ENGINE_URLS",
                EngineOnLoopback.awayUrl(),
                "PUREBOOT_DATA_DIR",
                directory.toString()));
        return builder.start();
    }

    /** One report after another, until the edge is gone. */
    private static void report(
            HttpClient client, URI edge, String execution, Map<String, List<String>> acknowledged, AtomicInteger all) {
        List<String> mine = acknowledged.computeIfAbsent(execution, e -> new CopyOnWriteArrayList<>());
        List<Integer> others = new ArrayList<>();
        for (int i = 0; others.isEmpty(); i++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            edge.resolve("/api/v1/callback/" + execution + "/step/s"))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"status\":\"progress\",\"event_id\":\"" + i + "\"}"));
            int status = status(client, request);
            if (status == 202) {
                mine.add(Integer.toString(i));
                all.incrementAndGet();
            } else {
                others.add(status);
            }
        }
        assertThat(others).containsExactly(0);
    }

    /** 0 when nobody answers. */
    private static int status(HttpClient client, HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException nobody) {
            return 0;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return Integer.toString(socket.getLocalPort());
        }
    }
}
