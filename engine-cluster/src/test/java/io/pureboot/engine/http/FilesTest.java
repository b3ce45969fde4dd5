package io.pureboot.engine.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.engine.http.EngineForTests.Answer;
import io.pureboot.engine.storage.GeneratedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code /api/v1/uploads}, {@code /api/v1/files} and versions of templates that are files, over a socket. */
class FilesTest {
    private static final String PIECE = "application/offset+octet-stream";
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static Optional<EngineForTests> running = Optional.empty();

    @BeforeAll
    static void start() {
        running = Optional.of(EngineForTests.start());
    }

    @AfterAll
    static void stop() {
        running.ifPresent(EngineForTests::close);
    }

    private static EngineForTests engine() {
        return running.orElseThrow();
    }

    private static String metadata(Map<String, String> metadata) {
        return metadata.entrySet().stream()
                .map(entry -> entry.getKey() + " "
                        + Base64.getEncoder().encodeToString(entry.getValue().getBytes(UTF_8)))
                .reduce((a, b) -> a + "," + b)
                .orElse("");
    }

    private static Answer create(GeneratedFile file) {
        return create(file.size(), Map.of("sha256", file.sha256(), "filename", "disk.img"));
    }

    private static Answer create(long size, Map<String, String> metadata) {
        return engine().post(
                        "/api/v1/uploads",
                        EngineForTests.ADMIN,
                        "",
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Length",
                        Long.toString(size),
                        "Upload-Metadata",
                        metadata(metadata));
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(engine().uri() + path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + EngineForTests.ADMIN);
    }

    private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static HttpResponse<byte[]> patch(String location, long offset, InputStream bytes)
            throws IOException, InterruptedException {
        return send(request(location)
                .header("Content-Type", PIECE)
                .header("Upload-Offset", Long.toString(offset))
                .method("PATCH", HttpRequest.BodyPublishers.ofInputStream(() -> bytes)));
    }

    private static HttpResponse<byte[]> head(String location) throws IOException, InterruptedException {
        return send(request(location).method("HEAD", HttpRequest.BodyPublishers.noBody()));
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static void upload(GeneratedFile file) throws IOException, InterruptedException {
        Answer created = create(file);
        assertThat(created.status()).as(created.body()).isEqualTo(201);
        HttpResponse<byte[]> sent = patch(created.header("Location").orElseThrow(), 0, file.from(0));
        assertThat(sent.statusCode()).as(new String(sent.body(), UTF_8)).isEqualTo(204);
        assertThat(header(sent, "Upload-Offset")).isEqualTo(Long.toString(file.size()));
    }

    @Test
    void theProtocolSaysWhatItCan() throws Exception {
        HttpResponse<byte[]> options =
                send(request("/api/v1/uploads").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertThat(options.statusCode()).isEqualTo(204);
        assertThat(header(options, "Tus-Version")).isEqualTo("1.0.0");
        assertThat(header(options, "Tus-Extension")).isEqualTo("creation,termination,expiration");
        assertThat(header(options, "Tus-Max-Size")).isEqualTo(Long.toString(64L << 30));
    }

    @Test
    void aPieceThatBreaksOffIsGoneOnWith() throws Exception {
        GeneratedFile file = new GeneratedFile(1, 5_000_000);
        String location = create(file).header("Location").orElseThrow();
        sendAndBreakOff(location, file, 2_000_000);
        long[] reached = {0};
        Awaitility.await("what came before the break is kept")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    HttpResponse<byte[]> head = head(location);
                    assertThat(head.statusCode()).isEqualTo(200);
                    assertThat(header(head, "Cache-Control")).isEqualTo("no-store");
                    assertThat(header(head, "Upload-Length")).isEqualTo("5000000");
                    reached[0] = Long.parseLong(header(head, "Upload-Offset"));
                    assertThat(reached[0]).isPositive();
                    // Nobody writes any more.
                    assertThat(patch(location, reached[0], InputStream.nullInputStream())
                                    .statusCode())
                            .isEqualTo(204);
                });
        assertThat(reached[0]).isLessThanOrEqualTo(2_000_000);
        assertThat(engine().get("/api/v1/artifacts/sha256/" + file.sha256()).status())
                .isEqualTo(404);
        HttpResponse<byte[]> wrong = patch(location, reached[0] + 1, file.from(reached[0] + 1));
        assertThat(wrong.statusCode()).isEqualTo(409);
        assertThat(header(wrong, "Upload-Offset")).isEqualTo(Long.toString(reached[0]));
        assertThat(new String(wrong.body(), UTF_8)).contains("\"upload-offset-mismatch\"");
        assertThat(patch(location, reached[0], file.from(reached[0])).statusCode())
                .isEqualTo(204);
        assertThat(send(request("/api/v1/artifacts/sha256/" + file.sha256())).body())
                .isEqualTo(file.from(0).readAllBytes());
    }

    /** A sender that promises the whole, sends some of it, and is gone. */
    private static void sendAndBreakOff(String location, GeneratedFile file, int bytes) throws IOException {
        try (Socket socket = new Socket(engine().uri().getHost(), engine().uri().getPort());
                OutputStream out = socket.getOutputStream();
                InputStream part = file.part(0, bytes)) {
            out.write(("PATCH " + location + " HTTP/1.1\r\nHost: engine\r\nAuthorization: Bearer "
                            + EngineForTests.ADMIN
                            + "\r\nContent-Type: " + PIECE + "\r\nUpload-Offset: 0\r\nContent-Length: " + file.size()
                            + "\r\n\r\n")
                    .getBytes(UTF_8));
            part.transferTo(out);
            out.flush();
        }
    }

    @Test
    void theBytesAreServedWholeAndInPart() throws Exception {
        GeneratedFile file = new GeneratedFile(2, 1_000_000);
        upload(file);
        String path = "/api/v1/artifacts/sha256/" + file.sha256();
        String tag = "\"" + file.sha256() + "\"";
        HttpResponse<byte[]> whole = send(request(path));
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(header(whole, "ETag")).isEqualTo(tag);
        assertThat(header(whole, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(whole.body()).isEqualTo(file.from(0).readAllBytes());
        HttpResponse<byte[]> part = send(request(path).header("Range", "bytes=999990-"));
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(header(part, "Content-Range")).isEqualTo("bytes 999990-999999/1000000");
        assertThat(part.body()).isEqualTo(file.from(999_990).readAllBytes());
        HttpResponse<byte[]> inside = send(request(path).header("Range", "bytes=70000-70009"));
        assertThat(inside.body()).isEqualTo(file.part(70_000, 10).readAllBytes());
        HttpResponse<byte[]> behind = send(request(path).header("Range", "bytes=1000000-"));
        assertThat(behind.statusCode()).isEqualTo(416);
        assertThat(header(behind, "Content-Range")).isEqualTo("bytes */1000000");
        assertThat(send(request(path).header("If-None-Match", tag)).statusCode())
                .isEqualTo(304);
        HttpResponse<byte[]> other =
                send(request(path).header("Range", "bytes=5-6").header("If-Range", "\"other\""));
        assertThat(other.statusCode()).isEqualTo(200);
        HttpResponse<byte[]> head = head(path);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Length")).isEqualTo("1000000");
        assertThat(head.body()).isEmpty();
        assertThat(engine().get(path, EngineForTests.EDGE).status()).isEqualTo(200);
        assertThat(engine().get(path, "nobody's").status()).isEqualTo(401);
        assertThat(engine().get("/api/v1/files/" + file.sha256()).text("file_name"))
                .isEqualTo("disk.img");
        assertThat(engine().get("/api/v1/files").body()).contains(file.sha256());
    }

    @Test
    void whatDoesNotHoldIsRefusedByItsCode() throws Exception {
        GeneratedFile file = new GeneratedFile(3, 100_000);
        assertThat(create(0, Map.of("sha256", file.sha256())).text("code")).isEqualTo("malformed-parameter");
        assertThat(create(100, Map.of()).text("detail")).contains("sha256");
        assertThat(create(1L << 40, Map.of("sha256", file.sha256())).text("code"))
                .isEqualTo("file-too-large");
        assertThat(create(100, Map.of("sha256", file.sha256(), "storage_backend", "nowhere"))
                        .text("code"))
                .isEqualTo("storage-backend-not-found");
        assertThat(engine().post("/api/v1/uploads", EngineForTests.ADMIN, "", "Tus-Resumable", "0.2.2")
                        .text("code"))
                .isEqualTo("tus-version-unsupported");
        String location = create(file).header("Location").orElseThrow();
        assertThat(patch(location, 0, new GeneratedFile(4, 100_000).from(0)).statusCode())
                .isEqualTo(422);
        assertThat(head(location).statusCode()).isEqualTo(404);
        String again = create(file).header("Location").orElseThrow();
        HttpResponse<byte[]> untyped =
                send(request(again).method("PATCH", HttpRequest.BodyPublishers.ofString("bytes")));
        assertThat(untyped.statusCode()).isEqualTo(415);
        HttpResponse<byte[]> longer = send(request(again)
                .header("Content-Type", PIECE)
                .header("Upload-Offset", "0")
                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(new byte[100_001])));
        assertThat(longer.statusCode()).isEqualTo(413);
        assertThat(send(request(again).DELETE()).statusCode()).isEqualTo(204);
        assertThat(send(request(again).DELETE()).statusCode()).isEqualTo(404);
        assertThat(engine().get("/api/v1/files/" + file.sha256()).text("code")).isEqualTo("file-not-found");
    }

    @Test
    void aVersionOfATemplateCanBeAFile() throws Exception {
        GeneratedFile first = new GeneratedFile(5, 10_000);
        GeneratedFile second = new GeneratedFile(6, 20_000);
        upload(first);
        Answer missing = engine().post(
                        "/api/v1/templates",
                        "{\"name\": \"ubuntu.iso\", \"format\": \"file\", \"content_hash\": \"" + second.sha256()
                                + "\"}");
        assertThat(missing.text("code")).isEqualTo("file-missing");
        Answer made = engine().post(
                        "/api/v1/templates",
                        "{\"name\": \"ubuntu.iso\", \"format\": \"file\", \"content_hash\": \"" + first.sha256()
                                + "\"}");
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.text("format")).isEqualTo("file");
        String versions = "/api/v1/templates/" + made.text("id") + "/versions";
        assertThat(engine().post(versions, "{\"content\": \"text\"}").text("code"))
                .isEqualTo("invalid-body");
        upload(second);
        Answer added = engine().post(versions + "?bump=major", "{\"content_hash\": \"" + second.sha256() + "\"}");
        assertThat(added.status()).as(added.body()).isEqualTo(201);
        assertThat(added.text("version")).isEqualTo("v2.0");
        assertThat(added.text("content_hash")).isEqualTo(second.sha256());
        assertThat(added.json().path("size_bytes").asLong()).isEqualTo(20_000);
        assertThat(engine().get(versions + "/v1").text("content_hash")).isEqualTo(first.sha256());
        // A text that looks like a file's version stays a text.
        Answer text = engine().post(
                        "/api/v1/templates",
                        "{\"name\": \"a-text\", \"content\": \"sha256:" + first.sha256() + " 10000\"}");
        assertThat(text.status()).isEqualTo(201);
        assertThat(engine().post(
                                "/api/v1/templates/" + text.text("id") + "/versions",
                                "{\"content_hash\": \"" + first.sha256() + "\"}")
                        .text("code"))
                .isEqualTo("invalid-body");
    }

    private static Answer boot(String mac) {
        return engine().post("/api/v1/boot", EngineForTests.EDGE, """
                {"edge_id":"e1","mac":"%s","arch":"x86_64","platform":"pcbios","edge_url":"http://10.0.0.1:8081"}""".formatted(mac));
    }

    private static void start(String mac, String workflow, String config) {
        Answer made = engine().post("/api/v1/workflows", """
                {"name":"%s","os_family":"linux","steps":[{"id":"up","name":"Up","type":"boot","config":%s}]}""".formatted(workflow, config));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        Answer node = engine().post("/api/v1/nodes", "{\"mac_address\":\"" + mac + "\"}");
        Answer started = engine().post(
                        "/api/v1/nodes/" + node.text("id") + "/execute",
                        "{\"workflow_id\":\"" + made.text("id") + "\"}");
        assertThat(started.status()).as(started.body()).isBetween(200, 202);
    }

    @Test
    void aMachineBootsTheVersionThatItsExecutionBeganWith() throws Exception {
        GeneratedFile kernel = new GeneratedFile(40, 1_000);
        GeneratedFile next = new GeneratedFile(41, 1_000);
        upload(kernel);
        upload(next);
        Answer made = engine().post(
                        "/api/v1/templates",
                        "{\"name\": \"vmlinuz\", \"format\": \"file\", \"content_hash\": \"" + kernel.sha256() + "\"}");
        String config = """
                {"kernel":"${include:vmlinuz}","cmdline":"url=${server.url}/artifacts/${include:vmlinuz:v1.0}"}""";
        start("52:54:00:00:09:01", "boots-a-file", config);
        engine().post(
                        "/api/v1/templates/" + made.text("id") + "/versions",
                        "{\"content_hash\": \"" + next.sha256() + "\"}");
        Answer before = boot("52:54:00:00:09:01");
        assertThat(before.text("kernel")).as(before.body()).isEqualTo("sha256/" + kernel.sha256());
        assertThat(before.text("cmdline")).isEqualTo("url=http://10.0.0.1:8081/artifacts/sha256/" + kernel.sha256());
        start("52:54:00:00:09:02", "boots-the-next-file", config);
        Answer after = boot("52:54:00:00:09:02");
        assertThat(after.text("kernel")).isEqualTo("sha256/" + next.sha256());
        assertThat(after.text("cmdline")).endsWith(kernel.sha256());
        start("52:54:00:00:09:03", "boots-no-text", "{\"template_id\":\"vmlinuz\"}");
        Answer refused = boot("52:54:00:00:09:03");
        assertThat(refused.text("action")).isEqualTo("wait");
        assertThat(refused.text("reason")).contains("template-is-file");
    }

    @Test
    void backendsAreAddedByAdministratorsAndNameTheirSecrets() {
        assertThat(engine().get("/api/v1/storage-backends")
                        .json()
                        .at("/items/0/id")
                        .asText())
                .isEqualTo("local");
        String mirror =
                "{\"name\":\"mirror\",\"kind\":\"http\",\"base_url\":\"https://mirror.example/releases\",\"authorization_secret\":\"mirror-key\"}";
        Answer without = engine().post("/api/v1/storage-backends", mirror);
        assertThat(without.text("code")).as(without.body()).isEqualTo("storage-backend-invalid");
        Answer secret = engine().send(
                        "PUT",
                        "/api/v1/secrets/mirror-key",
                        EngineForTests.ADMIN,
                        "application/json",
                        "{\"value\":\"Bearer of-the-mirror\"}");
        assertThat(secret.status()).as(secret.body()).isBetween(200, 204);
        Answer made = engine().post("/api/v1/storage-backends", mirror);
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.text("base_url")).isEqualTo("https://mirror.example/releases/");
        assertThat(engine().get("/api/v1/storage-backends/mirror").body())
                .contains("mirror-key")
                .doesNotContain("of-the-mirror");
        assertThat(engine().post("/api/v1/storage-backends", "{\"name\":\"x y\",\"kind\":\"ftp\"}")
                        .json()
                        .path("errors"))
                .hasSize(2);
        assertThat(engine().send("DELETE", "/api/v1/storage-backends/mirror", EngineForTests.ADMIN, "text/plain", "")
                        .status())
                .isEqualTo(204);
        assertThat(engine().send("DELETE", "/api/v1/storage-backends/local", EngineForTests.ADMIN, "text/plain", "")
                        .text("code"))
                .isEqualTo("storage-backend-in-use");
    }
}
