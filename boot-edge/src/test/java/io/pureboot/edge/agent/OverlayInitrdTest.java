package io.pureboot.edge.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.pureboot.edge.fakes.EdgeOnLoopback;
import io.pureboot.edge.fakes.EngineOnLoopback;
import io.pureboot.edge.files.FileRoots;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.compress.archivers.cpio.CpioArchiveEntry;
import org.apache.commons.compress.archivers.cpio.CpioArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The overlay initrd: what is in it, that it is always the same, and how it is served. */
class OverlayInitrdTest {
    private static final String URL = "http://192.0.2.10:8081";

    @TempDir
    private Path scratch;

    private Path agents(String text) throws IOException {
        Path linux = Files.createDirectories(scratch.resolve("agent/linux"));
        Files.writeString(linux.resolve("pureboot-agent.sh"), text);
        Path initramfs = Files.createDirectories(scratch.resolve("agent/initramfs"));
        Files.writeString(initramfs.resolve("init"), "#!/bin/sh\necho init\n");
        return scratch.resolve("agent");
    }

    private OverlayInitrd overlay(String directory, Map<String, String> settings) throws IOException {
        AgentShelf shelf = new AgentShelf(FileRoots.of(List.of(scratch.resolve("agent"))), "");
        return OverlayInitrd.of(shelf, scratch.resolve(directory), URL, settings);
    }

    private static byte[] bytes(OverlayInitrd overlay) throws IOException {
        return Files.readAllBytes(overlay.image().orElseThrow().file());
    }

    @Test
    void itHoldsTheAgentItsInitAndWhereTheEdgeIs() throws Exception {
        agents("#!/bin/sh\necho agent\n");
        Map<String, String> settings = Map.of("PUREBOOT_LOG_SECONDS", "9", "PUREBOOT_HTTP_CLIENT", "busybox wget");
        Map<String, String> entries =
                entries(overlay("out", settings).image().orElseThrow().file());
        assertThat(entries)
                .containsExactly(
                        Map.entry("etc", "40755 2 0:0 0 "),
                        Map.entry("etc/pureboot", "40755 2 0:0 0 "),
                        Map.entry("lib", "40755 2 0:0 0 "),
                        Map.entry("lib/pureboot", "40755 2 0:0 0 "),
                        Map.entry(
                                "etc/pureboot/agent.conf",
                                "100644 1 0:0 0 PUREBOOT_SERVER=" + URL
                                        + "\nPUREBOOT_HTTP_CLIENT=busybox wget\nPUREBOOT_LOG_SECONDS=9\n"),
                        Map.entry("lib/pureboot/init", "100755 1 0:0 0 #!/bin/sh\necho init\n"),
                        Map.entry("lib/pureboot/pureboot-agent.sh", "100755 1 0:0 0 #!/bin/sh\necho agent\n"));
    }

    /** Path to mode, links, owner, time and content. */
    private static Map<String, String> entries(Path image) throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        try (InputStream file = Files.newInputStream(image);
                CpioArchiveInputStream cpio = new CpioArchiveInputStream(new GzipCompressorInputStream(file))) {
            for (CpioArchiveEntry entry = cpio.getNextEntry(); entry != null; entry = cpio.getNextEntry()) {
                entries.put(
                        entry.getName(),
                        Long.toOctalString(entry.getMode()) + " " + entry.getNumberOfLinks() + " " + entry.getUID()
                                + ":"
                                + entry.getGID() + " " + entry.getTime() + " "
                                + new String(cpio.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }

    @Test
    void theSameFilesGiveTheSameBytesAndOthersOthers() throws Exception {
        agents("#!/bin/sh\necho one\n");
        OverlayInitrd here = overlay("here", Map.of());
        byte[] first = bytes(here);
        assertThat(bytes(overlay("there", Map.of()))).isEqualTo(first);
        Path built = here.image().orElseThrow().file();
        assertThat(here.image().orElseThrow().file()).isEqualTo(built);
        agents("#!/bin/sh\necho two\n");
        assertThat(bytes(here)).isNotEqualTo(first);
        assertThat(bytes(overlay("there", Map.of("PUREBOOT_LOG_SECONDS", "1")))).isNotEqualTo(bytes(here));
        agents("#!/bin/sh\necho one\n");
        assertThat(bytes(here)).isEqualTo(first);
        Files.delete(here.image().orElseThrow().file());
        assertThat(bytes(here)).isEqualTo(first);
    }

    @Test
    void itIsPublicSoItHoldsNothingOfAnExecution() {
        for (String name : List.of("PUREBOOT_TOKEN", "PUREBOOT_EXECUTION", "PUREBOOT_STEP_ID", "PATH", "PUREBOOT_x")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> overlay("out", Map.of(name, "x")))
                    .withMessageContaining(name);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> overlay("out", Map.of("PUREBOOT_LOG_SECONDS", "1\nPUREBOOT_TOKEN=x")));
    }

    @Test
    void cpioUnpacksIt() throws Exception {
        for (String program : List.of("/usr/bin/cpio", "/bin/cpio")) {
            if (Files.isExecutable(Path.of(program))) {
                agents("#!/bin/sh\necho agent\n");
                Path to = Files.createDirectories(scratch.resolve("unpacked"));
                Path image = overlay("out", Map.of()).image().orElseThrow().file();
                Process process = new ProcessBuilder(
                                "sh", "-c", "gzip -dc \"$1\" | " + program + " -idm --quiet", "-", image.toString())
                        .directory(to.toFile())
                        .redirectErrorStream(true)
                        .start();
                assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .isEmpty();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
                assertThat(to.resolve("lib/pureboot/pureboot-agent.sh"))
                        .hasContent("#!/bin/sh\necho agent\n")
                        .isExecutable();
                return;
            }
        }
        Assumptions.abort("skipped: cpio is not installed");
    }

    @Test
    void theEdgeServesItWholeInPartsAndOnceOnly() throws Exception {
        try (EdgeOnLoopback edge = EdgeOnLoopback.start(
                scratch,
                List.of(EngineOnLoopback.awayUrl()),
                Map.of("agent.resource-prefix", "", "agent.overlay-settings", "PUREBOOT_LOG_SECONDS=7"))) {
            assertThat(edge.get("/agent/overlay.img").statusCode()).isEqualTo(404);
            agents("#!/bin/sh\necho agent\n");
            HttpResponse<byte[]> whole = get(edge, "Accept", "*/*");
            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(new String(whole.body(), 0, 3, StandardCharsets.ISO_8859_1))
                    .isEqualTo("\u001f\u008b\b");
            assertThat(edge.head("/agent/overlay.img").headers().firstValueAsLong("Content-Length"))
                    .hasValue(whole.body().length);
            String tag = whole.headers().firstValue("ETag").orElseThrow();
            assertThat(get(edge, "If-None-Match", tag).statusCode()).isEqualTo(304);
            assertThat(get(edge, "Range", "bytes=0-9").body()).hasSize(10);
            agents("#!/bin/sh\necho other\n");
            HttpResponse<byte[]> other = get(edge, "If-None-Match", tag);
            assertThat(other.statusCode()).isEqualTo(200);
            Path image = Files.write(scratch.resolve("other.img"), other.body());
            assertThat(entries(image).get("etc/pureboot/agent.conf"))
                    .endsWith(" PUREBOOT_SERVER=" + edge.url() + "\nPUREBOOT_LOG_SECONDS=7\n");
        }
    }

    private static HttpResponse<byte[]> get(EdgeOnLoopback edge, String header, String value) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(edge.url() + "/agent/overlay.img"))
                    .header(header, value)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        }
    }
}
