package io.pureboot.lab;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.lab.process.EngineProcess;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.server.FreePorts;
import io.pureboot.standalone.server.RunningServer;
import io.pureboot.standalone.server.ServersOfThisBuild;
import io.pureboot.standalone.server.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large file goes into an engine of 256 MB of heap over a broken connection, and through an edge to a machine that asks for a part of it. Its size
 * is 300 MB, or that of the system property {@code pureboot.files.mb}.
 */
class BigFileTest {
    private static final int HEAP_MB = 256;
    private static final long MB = 1_000_000;
    private static final long SIZE = Long.getLong("pureboot.files.mb", 300) * MB;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir(cleanup = CleanupMode.ALWAYS)
    private Path scratch;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void aFileLargerThanTheHeapIsUploadedResumedAndServedInPart() throws Exception {
        SeededBytes file = new SeededBytes(2026, SIZE);
        String hash = file.sha256();
        Path dataDir = scratch.resolve("engine");
        try (FreshDatabase database = PostgresForTests.freshDatabase();
                EngineProcess engine = EngineProcess.start(
                        dataDir,
                        FreePorts.tcp(),
                        HEAP_MB,
                        Map.of(
                                Settings.DB_URL,
                                database.jdbcUrl(),
                                Settings.DB_USER,
                                database.user(),
                                Settings.DB_PASSWORD,
                                database.password()));
                HeapWatch heap = new HeapWatch(client, engine.url())) {
            engine.awaitReady(1);
            heap.begin();
            Upload upload = new Upload(engine.url(), secret(dataDir, "admin.token"), file, hash);
            upload.create();
            upload.sendAndBreakOff(SIZE / 2);
            long kept = upload.reached();
            assertThat(kept).isBetween(1L, SIZE / 2);
            print("resumed after %d MB".formatted(kept / MB));
            upload.resume(kept);
            RunningServer edge = edge(engine, dataDir);
            try {
                servesTheRange(edge.url(), file, hash);
                servesTheWhole(edge.url(), hash);
            } finally {
                edge.stop().toCompletableFuture().get(30, TimeUnit.SECONDS);
            }
            print("the engine's heap held %d MB at most, of %d".formatted(heap.most() / MB, HEAP_MB));
            assertThat(heap.most()).isBetween(1L, HEAP_MB * 1024L * 1024);
            assertThat(engine.logEnd()).doesNotContain("OutOfMemoryError");
        }
    }

    private static void print(String line) {
        System.out.println("BigFileTest: " + line);
    }

    private static String secret(Path dataDir, String file) throws IOException {
        return Files.readString(dataDir.resolve(file)).strip();
    }

    private static String speed(long bytes, long nanos) {
        return bytes / MB + " MB, " + Math.round(bytes * 1e3 / nanos) + " MB/s";
    }

    /** One upload, as a client of the tus protocol sends it. */
    private final class Upload {
        private final URI engine;
        private final String token;
        private final SeededBytes file;
        private final String hash;
        private String location = "";

        Upload(URI engine, String token, SeededBytes file, String hash) {
            this.engine = engine;
            this.token = token;
            this.file = file;
            this.hash = hash;
        }

        private HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(engine.resolve(path)).header("Authorization", "Bearer " + token);
        }

        void create() throws IOException, InterruptedException {
            HttpResponse<String> created = client.send(
                    request("/api/v1/uploads")
                            .header("Tus-Resumable", "1.0.0")
                            .header("Upload-Length", Long.toString(SIZE))
                            .header(
                                    "Upload-Metadata",
                                    "sha256 " + Base64.getEncoder().encodeToString(hash.getBytes(UTF_8)))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
            location = created.headers().firstValue("Location").orElseThrow();
        }

        /** Promises the whole file, sends the first bytes of it, and is gone. */
        void sendAndBreakOff(long bytes) throws IOException {
            long began = System.nanoTime();
            try (Socket socket = new Socket(engine.getHost(), engine.getPort());
                    OutputStream out = socket.getOutputStream();
                    InputStream part = file.part(0, bytes)) {
                out.write(("PATCH " + location + " HTTP/1.1\r\nHost: engine\r\nAuthorization: Bearer " + token
                                + "\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: "
                                + SIZE + "\r\n\r\n")
                        .getBytes(UTF_8));
                part.transferTo(out);
            }
            print("sent %s, then cut".formatted(speed(bytes, System.nanoTime() - began)));
        }

        /** How much has been kept, once the engine has seen that the connection is cut. */
        long reached() {
            long[] reached = {0};
            Awaitility.await("the engine sees that the sender is gone")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        HttpResponse<String> state =
                                client.send(request(location).GET().build(), HttpResponse.BodyHandlers.ofString());
                        JsonNode now = Json.mapper().readTree(state.body());
                        reached[0] = now.path("received_bytes").asLong();
                        assertThat(reached[0]).as(state.body()).isPositive();
                        HttpResponse<String> free = send(reached[0], HttpRequest.BodyPublishers.noBody());
                        assertThat(free.statusCode()).as(free.body()).isEqualTo(204);
                    });
            return reached[0];
        }

        private HttpResponse<String> send(long offset, HttpRequest.BodyPublisher piece)
                throws IOException, InterruptedException {
            return client.send(
                    request(location)
                            .header("Content-Type", "application/offset+octet-stream")
                            .header("Upload-Offset", Long.toString(offset))
                            .method("PATCH", piece)
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }

        void resume(long offset) throws IOException, InterruptedException {
            long began = System.nanoTime();
            HttpResponse<String> sent =
                    send(offset, HttpRequest.BodyPublishers.ofInputStream(() -> file.part(offset, SIZE - offset)));
            assertThat(sent.statusCode()).as(sent.body()).isEqualTo(204);
            assertThat(sent.headers().firstValue("Upload-Offset")).contains(Long.toString(SIZE));
            print("sent the rest and verified: %s".formatted(speed(SIZE - offset, System.nanoTime() - began)));
        }
    }

    private RunningServer edge(EngineProcess engine, Path dataDir) throws IOException {
        Settings settings = Settings.of(Map.of(
                Settings.DATA_DIR,
                scratch.resolve("edge").toString(),
                Settings.EDGE_PORT,
                FreePorts.tcp(),
                Settings.TFTP_PORT,
                FreePorts.udp(),
                Settings.ENGINE_URLS,
                engine.url().toString(),
                Settings.EDGE_TOKEN,
                secret(dataDir, "edge.token")));
        return new ServersOfThisBuild().edge(settings.config());
    }

    private void servesTheRange(URI edge, SeededBytes file, String hash) throws IOException {
        long from = SIZE / 3;
        long length = 1_000_000;
        long began = System.nanoTime();
        Awaitility.await("the edge has the file")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    HttpResponse<byte[]> part = client.send(
                            HttpRequest.newBuilder(edge.resolve("/artifacts/sha256/" + hash))
                                    .header("Range", "bytes=" + from + "-" + (from + length - 1))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
                    assertThat(part.statusCode()).isEqualTo(206);
                    assertThat(part.headers().firstValue("Content-Range"))
                            .contains("bytes " + from + "-" + (from + length - 1) + "/" + SIZE);
                    try (InputStream same = file.part(from, length)) {
                        assertThat(part.body()).isEqualTo(same.readAllBytes());
                    }
                });
        print("the edge fetched and verified: %s".formatted(speed(SIZE, System.nanoTime() - began)));
    }

    private void servesTheWhole(URI edge, String hash) throws IOException, InterruptedException {
        long began = System.nanoTime();
        HttpResponse<InputStream> whole = client.send(
                HttpRequest.newBuilder(edge.resolve("/artifacts/sha256/" + hash))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertThat(whole.statusCode()).isEqualTo(200);
        try (InputStream body = whole.body()) {
            assertThat(SeededBytes.sha256(body)).isEqualTo(hash);
        }
        print("from the edge: %s".formatted(speed(SIZE, System.nanoTime() - began)));
    }
}
