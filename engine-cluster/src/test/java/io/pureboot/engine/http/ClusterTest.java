package io.pureboot.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Three engines on loopback with one database are one cluster: a callback to any of them reaches its execution. */
class ClusterTest {
    @Test
    void threeEnginesFormAClusterAndAnyOfThemTakesACallback() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        List<Integer> ports = freePorts(3);
        String seeds = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        List<EngineForTests> engines = ports.stream()
                .map(port -> CompletableFuture.supplyAsync(() -> EngineForTests.start(
                        database,
                        Map.of(
                                "cluster.port",
                                port,
                                "cluster.seeds",
                                seeds,
                                "database.journal-connections",
                                3,
                                "database.connections",
                                3))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        try {
            engines.forEach(engine -> Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .untilAsserted(
                            () -> assertThat(engine.get("/health/ready").body()).contains("\"members\":3")));
            everyStepThroughAnotherEngine(engines);
        } finally {
            engines.forEach(EngineForTests::close);
        }
    }

    @Test
    void enginesFindEachOtherBehindAName() {
        FreshDatabase database = PostgresForTests.freshDatabase();
        List<Integer> ports = freePorts(2);
        String names = ports.stream().map(port -> "localhost:" + port).collect(Collectors.joining(","));
        List<EngineForTests> engines = ports.stream()
                .map(port -> CompletableFuture.supplyAsync(() -> EngineForTests.start(
                        database,
                        Map.of(
                                "cluster.port",
                                port,
                                "cluster.discovery-host",
                                names,
                                "cluster.discovery-members",
                                2,
                                "database.journal-connections",
                                3,
                                "database.connections",
                                3))))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        try {
            engines.forEach(engine -> Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(engine.get("/health/ready").body()).contains("\"members\":2")));
        } finally {
            engines.forEach(EngineForTests::close);
        }
    }

    private static void everyStepThroughAnotherEngine(List<EngineForTests> engines) {
        String steps = IntStream.range(0, 9)
                .mapToObj(i -> "{\"id\":\"s" + i + "\",\"name\":\"S" + i
                        + "\",\"type\":\"script\",\"config\":{\"script\":\"true\"}}")
                .collect(Collectors.joining(","));
        Answer workflow = engines.get(0)
                .post("/api/v1/workflows", "{\"name\":\"w\",\"os_family\":\"linux\",\"steps\":[" + steps + "]}");
        assertThat(workflow.status()).as(workflow.body()).isEqualTo(201);
        Answer node = engines.get(1).post("/api/v1/nodes", "{\"mac_address\":\"52:54:00:00:05:01\"}");
        assertThat(node.status()).as(node.body()).isEqualTo(201);
        Answer execution = engines.get(2)
                .post(
                        "/api/v1/nodes/" + node.text("id") + "/execute",
                        "{\"workflow_id\":\"" + workflow.text("id") + "\"}");
        assertThat(execution.status()).as(execution.body()).isEqualTo(201);
        for (int i = 0; i < 9; i++) {
            Answer answer = engines.get(i % 3)
                    .post(
                            "/api/v1/callback/" + execution.text("id") + "/step/s" + i,
                            execution.text("callback_token"),
                            "{\"status\":\"success\",\"exit_code\":0}");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }
        engines.forEach(engine -> assertThat(
                        engine.get("/api/v1/executions/" + execution.text("id")).text("status"))
                .isEqualTo("completed"));
    }

    private static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
