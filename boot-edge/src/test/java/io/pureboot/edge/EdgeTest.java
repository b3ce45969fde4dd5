package io.pureboot.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.fakes.EdgeOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback.Asked;
import io.pureboot.edge.fakes.EngineOnLoopback.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The edge as its clients see it, all listeners on real sockets. */
class EdgeTest {

    private static final String QUESTION = "/ipxe?mac=52-54-00-12-34-56&uuid=&arch=x86_64&platform=pcbios";
    private static final String[] IPXE = {"User-Agent", "iPXE/1.0.0+git-20190125.36a4c85-5.1"};
    private static final String DISK =
            "{\"action\":\"disk\",\"reason\":\"nothing to do\",\"node_id\":\"n-1\",\"initrds\":[]}";
    private static final String KERNEL = """
            {"action":"kernel","reason":"step boot","node_id":"n-1","execution_id":"e-1","step_id":"s-1","attempt":1,
             "token":"t","kernel":"vmlinuz","initrds":["initrd.img"],"cmdline":"quiet"}""";

    @TempDir
    Path directory;

    @Test
    void aMachineGetsItsScript() {
        try (EngineOnLoopback engine = EngineOnLoopback.thatAnswers(asked -> Reply.json(200, KERNEL));
                EdgeOnLoopback edge = start(engine.url())) {
            String first = edge.get("/boot.ipxe", IPXE).body();
            assertThat(first).startsWith("#!ipxe\n").contains("set edge " + edge.url() + "\n");
            assertThat(edge.get("/EFI/BOOT/autoexec.ipxe").body()).isEqualTo(first);
            assertThat(edge.get("/autoexec.ipxe").body()).isEqualTo(first);

            HttpResponse<String> answer =
                    edge.get(QUESTION + "&product=Standard%20PC%20(i440FX%20+%20PIIX,%201996)", IPXE);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .contains("kernel " + edge.url() + "/artifacts/vmlinuz initrd=initrd.img quiet pureboot.server="
                            + edge.url() + " pureboot.execution=e-1 pureboot.token=t ");
            Asked asked = engine.asked().getFirst();
            assertThat(asked.method() + " " + asked.url()).isEqualTo("POST /api/v1/boot");
            assertThat(asked.headers()).containsEntry("Authorization", "Bearer edge-token");
            assertThat(asked.body().replaceFirst(",\"request_id\":\"[0-9a-f-]{36}\"", ""))
                    .isNotEqualTo(asked.body())
                    .isEqualTo("{\"mac\":\"52:54:00:12:34:56\",\"arch\":\"x86_64\",\"platform\":\"pcbios\","
                            + "\"product\":\"Standard PC (i440FX + PIIX, 1996)\",\"edge_id\":\"edge-in-test\",\"edge_url\":\""
                            + edge.url() + "\"}");
        }
    }

    /** P-32 */
    @Test
    void withoutAnEngineAMachineOfTheDiskBootsItAndAllOthersWait() {
        try (EngineOnLoopback engine = EngineOnLoopback.thatAnswers(asked -> Reply.json(200, DISK));
                EdgeOnLoopback edge = start(engine.url())) {
            assertThat(edge.get(QUESTION, IPXE).body()).contains("sanboot --no-describe --drive 0x80 ||");
            engine.goAway();
            assertThat(edge.get(QUESTION, IPXE).body()).contains("sanboot");
            assertThat(edge.get("/ipxe?mac=52-54-00-00-00-01", IPXE).body())
                    .contains("chain --replace --autofree " + edge.url() + "/ipxe?mac=52-54-00-00-00-01");
        }
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl())) {
            assertThat(edge.get(QUESTION, IPXE).body()).as("after a restart").contains("sanboot");
        }
    }

    @Test
    void aMachineThatGotAKernelLastWaitsForTheEngine() {
        try (EngineOnLoopback engine = EngineOnLoopback.thatAnswers(asked -> Reply.json(200, DISK));
                EdgeOnLoopback edge = start(engine.url())) {
            edge.get(QUESTION, IPXE);
            engine.nowAnswers(asked -> Reply.json(200, KERNEL));
            edge.get(QUESTION, IPXE);
            engine.nowAnswers(asked -> Reply.problem(503, "storage-away"));
            assertThat(edge.get(QUESTION, IPXE).body()).contains("sleep 5 ||").doesNotContain("sanboot");
            engine.nowAnswers(asked -> Reply.json(200, "{\"action\":\"dance\"}"));
            assertThat(edge.get(QUESTION, IPXE).body()).contains("sleep 5 ||");
        }
    }

    @Test
    void aMalformedMacIsAProblemForPeopleAndAScriptForIpxe() {
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl())) {
            HttpResponse<String> answer = edge.get("/ipxe?mac=zz");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(answer.body()).contains("\"code\":\"malformed-mac\"");
            HttpResponse<String> script = edge.get("/ipxe?mac=zz", IPXE);
            assertThat(script.statusCode()).isEqualTo(200);
            assertThat(script.body()).startsWith("#!ipxe\n").endsWith("exit 1\n");
        }
    }

    @Test
    void artifactsAreServedWholeInPartsAndOnceOnly() throws IOException {
        Path artifacts = Files.createDirectories(directory.resolve("artifacts/debian 12"));
        Files.writeString(artifacts.resolve("vmlinuz"), "0123456789");
        Files.writeString(artifacts.resolve("empty"), "");
        Files.writeString(directory.resolve("secret"), "secret");
        Files.createSymbolicLink(artifacts.resolve("link"), directory.resolve("secret"));
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl())) {
            String path = "/artifacts/debian%2012/vmlinuz";
            HttpResponse<String> whole = edge.get(path);
            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(whole.body()).isEqualTo("0123456789");
            assertThat(whole.headers().firstValue("Content-Length")).hasValue("10");
            assertThat(whole.headers().firstValue("Last-Modified")).isPresent();
            String etag = whole.headers().firstValue("ETag").orElseThrow();

            HttpResponse<String> head = edge.head(path);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.headers().firstValue("Content-Length")).hasValue("10");
            assertThat(head.body()).isEmpty();

            HttpResponse<String> part = edge.get(path, "Range", "bytes=2-4");
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo("234");
            assertThat(part.headers().firstValue("Content-Range")).hasValue("bytes 2-4/10");
            assertThat(edge.get(path, "Range", "bytes=20-").statusCode()).isEqualTo(416);
            assertThat(edge.get(path, "If-None-Match", etag).statusCode()).isEqualTo(304);
            assertThat(edge.get("/artifacts/debian%2012/empty").body()).isEmpty();

            assertThat(edge.get("/artifacts/debian%2012/link").statusCode()).isEqualTo(404);
            assertThat(edge.get("/artifacts/%2e%2e/secret").statusCode()).isEqualTo(404);
            assertThat(edge.get("/artifacts/none").body()).contains("\"code\":\"no-such-artifact\"");
        }
    }

    @Test
    void aLargeArtifactComesOverUnchanged() throws IOException {
        Path artifacts = Files.createDirectories(directory.resolve("artifacts"));
        String large = "pureboot".repeat(500_000);
        Files.writeString(artifacts.resolve("large.efi"), large);
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl())) {
            HttpResponse<String> answer = edge.get("/artifacts/large.efi");
            assertThat(answer.body()).isEqualTo(large);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/efi");
            assertThat(edge.get("/artifacts/large.efi", "Range", "bytes=-1000000")
                            .body())
                    .isEqualTo(large.substring(large.length() - 1_000_000));
        }
    }

    /** iPXE and GRUB ask with GET; firmware asks with HEAD before it loads a file. */
    @Test
    void whoAsksForTheHeadOfAScriptBootsNothing() {
        try (EngineOnLoopback engine = EngineOnLoopback.thatAcknowledges();
                EdgeOnLoopback edge = EdgeOnLoopback.start(directory, List.of(engine.url()))) {
            for (String path : List.of(
                    "/ipxe?mac=52-54-00-12-34-56",
                    "/grub/machine/52:54:00:12:34:56/x86_64-efi",
                    "/grub/again/52:54:00:12:34:56/x86_64-efi")) {
                HttpResponse<String> head = edge.head(path);
                assertThat(head.statusCode()).as(path).isEqualTo(200);
                assertThat(head.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
                assertThat(head.headers().firstValue("Content-Length")).isEmpty();
                assertThat(head.body()).isEmpty();
            }
            assertThat(edge.head("/ipxe?mac=none").statusCode()).isEqualTo(400);
            assertThat(engine.asked()).isEmpty();
            edge.get("/ipxe?mac=52-54-00-12-34-56");
            assertThat(engine.asked()).hasSize(1);
        }
    }

    /** As OVMF does it: HEAD first, with a Host that lacks the port; then GET. */
    @Test
    void uefiBootsByHttp() throws IOException {
        Path loaders = Files.createDirectories(directory.resolve("tftp/secure-boot"));
        Files.writeString(loaders.resolve("shimx64.efi"), "MZ shim");
        Files.writeString(loaders.resolve("disk.img"), "image");
        Files.writeString(loaders.resolve("live.iso"), "iso");
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl())) {
            String head = raw(edge, "HEAD /loaders/secure-boot/shimx64.efi HTTP/1.1\r\nHost: 127.0.0.1\r\n");
            assertThat(head)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Content-Length: 7\r\n", "Content-Type: application/efi\r\n")
                    .endsWith("\r\n\r\n");
            assertThat(raw(edge, "GET /loaders/SECURE-BOOT/ShimX64.efi HTTP/1.1\r\nHost: 127.0.0.1\r\n"))
                    .endsWith("\r\n\r\nMZ shim");
            assertThat(edge.head("/loaders/secure-boot/disk.img").headers().firstValue("Content-Type"))
                    .hasValue("application/vnd.efi-img");
            assertThat(edge.head("/loaders/secure-boot/live.iso").headers().firstValue("Content-Type"))
                    .hasValue("application/vnd.efi-iso");
            assertThat(edge.get("/loaders/secure-boot/autoexec.ipxe").body())
                    .isEqualTo(edge.get("/boot.ipxe").body());
            assertThat(edge.head("/boot.ipxe").headers().firstValueAsLong("Content-Length"))
                    .hasValue(edge.get("/boot.ipxe").body().length());
            assertThat(edge.get("/loaders/secure-boot/grub/grub.cfg").body()).contains("/grub/machine/$mac/");
            assertThat(edge.get("/loaders/none.efi").body()).contains("no-such-loader");
        }
    }

    @Test
    void grubGetsItsConfiguration() {
        try (EngineOnLoopback engine = EngineOnLoopback.thatAnswers(asked -> Reply.json(200, KERNEL));
                EdgeOnLoopback edge = start(engine.url())) {
            assertThat(edge.get("/grub/grub.cfg").body()).contains("set mac=$net_default_mac");
            assertThat(edge.get("/EFI/debian/grub.cfg").body()).contains("set mac=$net_default_mac");
            assertThat(edge.get("/grub/grub.cfg-01-52-54-00-12-34-56").body()).contains("set mac=52-54-00-12-34-56");
            assertThat(edge.get("/grub/grub.cfg-0A00020F").statusCode()).isEqualTo(404);
            assertThat(edge.get("/grub/machine/52:54:00:12:34:56/x86_64-efi").body())
                    .contains("linux (http," + edge.url().substring(7) + ")/artifacts/vmlinuz quiet ");
            edge.get("/grub/again/52:54:00:12:34:56/x86_64-efi");
            assertThat(engine.asked().getFirst().body())
                    .contains("\"platform\":\"efi\"", "\"inventory\":{\"loader\":\"grub\"}")
                    .doesNotContain("\"again\"");
            assertThat(engine.asked().getLast().body()).contains("\"again\":true");
            assertThat(edge.get("/grub/machine/zz/x86_64-efi").statusCode()).isEqualTo(404);
        }
    }

    /** P-15, P-16: one asking is one call, however often a machine repeats itself; the next asking is another one. */
    @Test
    void theSameQuestionsAtOneTimeAreOneCall() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (EngineOnLoopback engine = EngineOnLoopback.thatAnswers(asked -> {
                    awaitQuietly(held);
                    return Reply.json(200, DISK);
                });
                EdgeOnLoopback edge = EdgeOnLoopback.start(
                        directory, List.of(engine.url()), Map.of("engine-request-timeout", "20 s"));
                ExecutorService machines = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> scripts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                scripts.add(machines.submit(() -> edge.get(QUESTION, IPXE).body()));
            }
            scripts.add(
                    machines.submit(() -> edge.get(QUESTION + "&again=1", IPXE).body()));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(edge.edge().counters().value(Counted.BOOT_COALESCED))
                            .isEqualTo(19));
            held.countDown();
            for (Future<String> script : scripts) {
                assertThat(script.get()).contains("sanboot");
            }
            assertThat(engine.asked()).hasSize(2);
            edge.get(QUESTION, IPXE);
            assertThat(engine.asked()).as("nothing is kept").hasSize(3);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this", e);
        }
    }

    /** By hand: HTTP clients put the port into Host. */
    private static String raw(EdgeOnLoopback edge, String head) throws IOException {
        try (Socket socket = new Socket(
                        edge.edge().http().getAddress(), edge.edge().http().getPort());
                InputStream in = socket.getInputStream()) {
            socket.getOutputStream().write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"../secret", "%2e%2e/secret", "a/../../secret", "..%2fsecret", "..%5csecret"})
    void pathsThatLeaveTheDirectoryAreNotServed(String path) throws IOException {
        Files.createDirectories(directory.resolve("artifacts"));
        Files.writeString(directory.resolve("secret"), "secret");
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl());
                Socket socket = new Socket(
                        edge.edge().http().getAddress(), edge.edge().http().getPort())) {
            // By hand: HTTP clients tidy such paths up before they send them.
            socket.getOutputStream()
                    .write(("GET /artifacts/" + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            try (InputStream in = socket.getInputStream()) {
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 404 ");
            }
        }
    }

    @Test
    void seedsComeFromTheEngine() {
        try (EngineOnLoopback engine =
                        EngineOnLoopback.thatAnswers(asked -> asked.url().endsWith("/user-data")
                                ? new Reply(200, "text/cloud-config", "#cloud-config\n", Map.of())
                                : Reply.problem(404, "no-such-seed"));
                EdgeOnLoopback edge = start(engine.url())) {
            HttpResponse<String> answer = edge.get("/cloud-init/e-1/user-data");
            assertThat(answer.body()).isEqualTo("#cloud-config\n");
            assertThat(engine.asked().getFirst().url()).isEqualTo("/api/v1/boot/e-1/seed/user-data");
            assertThat(engine.asked().getFirst().headers()).containsEntry("Authorization", "Bearer edge-token");
            assertThat(edge.get("/cloud-init/e-1/vendor-data").statusCode()).isEqualTo(404);
            assertThat(edge.get("/cloud-init/e-1/passwd").statusCode()).isEqualTo(404);
            assertThat(engine.asked()).hasSize(2);
            engine.goAway();
            HttpResponse<String> away = edge.get("/cloud-init/e-1/meta-data");
            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.headers().firstValue("Retry-After")).hasValue("5");
        }
    }

    @Test
    void agentFilesComeFromTheClassPathUnlessADirectoryHasThem() throws IOException {
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl())) {
            HttpResponse<String> packed = edge.get("/agent/test/hello.sh");
            assertThat(packed.statusCode()).isEqualTo(200);
            assertThat(packed.body()).isEqualTo("echo packed\n");
            assertThat(packed.headers().firstValue("Content-Type").orElse("")).startsWith("text/x-shellscript");
            Path own = Files.createDirectories(directory.resolve("agent/test"));
            Files.writeString(own.resolve("hello.sh"), "echo own\n");
            assertThat(edge.get("/agent/test/hello.sh").body()).isEqualTo("echo own\n");
            assertThat(edge.get("/agent/none").statusCode()).isEqualTo(404);
            assertThat(edge.get("/agent/test").statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({"/health/live,live", "/health/ready,ready", "/metrics,pureboot_edge_tftp_requests_total 0"})
    void saysHowItIs(String path, String content) {
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl())) {
            HttpResponse<String> answer = edge.get(path);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains(content);
        }
    }

    @Test
    void unknownUrlsAndMethodsAreProblems() {
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl())) {
            assertThat(edge.get("/nothing").statusCode()).isEqualTo(404);
            assertThat(edge.get("/nothing").body()).contains("\"code\":\"no-such-url\"");
            assertThat(edge.post("/boot.ipxe", "").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void theFirstScriptComesByTftpToo() throws IOException, InterruptedException {
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl())) {
            Process curl = new ProcessBuilder(
                            "curl",
                            "-s",
                            "tftp://127.0.0.1:" + edge.edge().tftp().getPort() + "/boot.ipxe")
                    .start();
            String script = new String(curl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(curl.waitFor()).isZero();
            assertThat(script).isEqualTo(edge.get("/boot.ipxe").body());
            assertThat(edge.edge().counters().value(Counted.TFTP_REQUESTS)).isEqualTo(1);
        }
    }

    @Test
    void aPortThatIsTakenIsSaidPlainlyAndNothingStaysOpen() {
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl())) {
            Path other = directory.resolve("other");
            int port = edge.edge().http().getPort();
            assertThatThrownBy(
                            () -> EdgeOnLoopback.start(other, List.of("http://127.0.0.1:1"), Map.of("http-port", port)))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("HTTP cannot listen at 127.0.0.1:" + port);
            EdgeOnLoopback.start(other, List.of("http://127.0.0.1:1")).close();
        }
    }

    @Test
    void twoEdgesCannotShareADataDirectory() {
        try (EdgeOnLoopback edge = start(EngineOnLoopback.awayUrl())) {
            assertThatThrownBy(() -> start(edge.url()))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("is another edge running there?");
            assertThat(edge.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    private EdgeOnLoopback start(String engine) {
        return EdgeOnLoopback.start(directory, List.of(engine));
    }
}
