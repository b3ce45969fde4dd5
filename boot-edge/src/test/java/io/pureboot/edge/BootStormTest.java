package io.pureboot.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.fakes.EdgeOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole site that is switched on at once, on real sockets. */
class BootStormTest {

    private static final String DISK =
            "{\"action\":\"disk\",\"reason\":\"nothing to do\",\"node_id\":\"n-1\",\"initrds\":[]}";

    @TempDir
    Path directory;

    /** P-32 */
    @Test
    void moreQuestionsThanAreWantedAreToldWhenToComeAgain() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (EngineOnLoopback engine = EngineOnLoopback.thatAnswers(asked -> {
                    awaitQuietly(held);
                    return Reply.json(200, DISK);
                });
                EdgeOnLoopback edge = EdgeOnLoopback.start(
                        directory,
                        List.of(engine.url()),
                        Map.of("http.boot-questions", 4, "engine-request-timeout", "20 s"));
                ExecutorService machines = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 10; i < 20; i++) {
                String path = "/ipxe?mac=52-54-00-00-00-" + i;
                asked.add(machines.submit(() -> edge.get(path, "User-Agent", "iPXE/1.21.1")));
            }
            Awaitility.await()
                    .untilAsserted(() -> assertThat(edge.edge().counters().value(Counted.BOOT_BUSY))
                            .isEqualTo(6));
            assertThat(edge.get("/boot.ipxe").statusCode())
                    .as("what the edge knows by itself is not put off")
                    .isEqualTo(200);
            assertThat(edge.get("/metrics").body()).contains("pureboot_edge_boot_questions 4\n");
            held.countDown();
            int scripts = 0;
            for (Future<HttpResponse<String>> answer : asked) {
                if (answer.get().statusCode() == 200) {
                    scripts++;
                } else {
                    assertThat(answer.get().statusCode()).isEqualTo(503);
                    assertThat(answer.get()
                                    .headers()
                                    .firstValueAsLong("Retry-After")
                                    .orElse(0))
                            .isBetween(1L, 6L);
                }
            }
            assertThat(scripts).isEqualTo(4);
            assertThat(edge.get("/ipxe?mac=52-54-00-00-00-30").statusCode())
                    .as("room again")
                    .isEqualTo(200);
        }
    }

    @Test
    void oneClientGetsItsShareAndNoMore() throws Exception {
        try (EdgeOnLoopback edge = edgeWithFile(Map.of("http.bandwidth-per-client", "1 MB"))) {
            assertThat(secondsFor(edge, "127.0.0.1")).isGreaterThan(0.8);
        }
    }

    @Test
    void allClientsTogetherGetTheTotal() throws Exception {
        try (EdgeOnLoopback edge = edgeWithFile(Map.of("http.bandwidth-total", "2 MB"));
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            long start = System.nanoTime();
            Future<Double> one = clients.submit(() -> secondsFor(edge, "127.0.0.1"));
            Future<Double> two = clients.submit(() -> secondsFor(edge, "127.0.0.2"));
            one.get();
            two.get();
            assertThat((System.nanoTime() - start) / 1e9).isGreaterThan(0.8);
        }
    }

    @Test
    void aRackThatConnectsAtOnceIsServed() throws Exception {
        int machines = 500;
        try (EdgeOnLoopback edge = EdgeOnLoopback.start(directory, List.of("http://127.0.0.1:1"));
                ExecutorService all = Executors.newFixedThreadPool(machines)) {
            CountDownLatch together = new CountDownLatch(machines);
            List<Future<String>> scripts = new ArrayList<>();
            for (int i = 0; i < machines; i++) {
                scripts.add(all.submit(() -> {
                    together.countDown();
                    together.await();
                    return raw(edge, "127.0.0.1", "/boot.ipxe");
                }));
            }
            for (Future<String> script : scripts) {
                assertThat(script.get(60, TimeUnit.SECONDS)).startsWith("HTTP/1.1 200 ");
            }
        }
    }

    private EdgeOnLoopback edgeWithFile(Map<String, Object> settings) throws IOException {
        Path artifacts = Files.createDirectories(directory.resolve("artifacts"));
        Files.write(artifacts.resolve("megabyte"), new byte[1_000_000]);
        return EdgeOnLoopback.start(directory, List.of("http://127.0.0.1:1"), settings);
    }

    private static double secondsFor(EdgeOnLoopback edge, String client) throws IOException {
        long start = System.nanoTime();
        assertThat(raw(edge, client, "/artifacts/megabyte").length()).isGreaterThan(1_000_000);
        return (System.nanoTime() - start) / 1e9;
    }

    private static String raw(EdgeOnLoopback edge, String client, String path) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getAllByName(client)[0], 0));
            socket.connect(edge.edge().http());
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this", e);
        }
    }
}
