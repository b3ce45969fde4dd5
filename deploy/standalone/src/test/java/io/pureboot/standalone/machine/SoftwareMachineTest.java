package io.pureboot.standalone.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.pureboot.edge.Edge;
import io.pureboot.edge.EdgeConfig;
import io.pureboot.protocol.Json;
import io.pureboot.standalone.machine.tftp.TftpClient;
import io.pureboot.standalone.machine.tftp.TftpRefusal;
import io.pureboot.standalone.server.FreePorts;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** A software machine against the real edge and the real agent; the engine behind them is on paper. */
@Timeout(180)
final class SoftwareMachineTest {
    @TempDir
    Path temporary;

    private EngineOnPaper engine;
    private Edge edge;
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> console = new java.util.concurrent.CopyOnWriteArrayList<>();

    @BeforeEach
    void startServers() throws IOException {
        String port = FreePorts.tcp();
        String edgeUrl = "http://127.0.0.1:" + port;
        engine = new EngineOnPaper(edgeUrl, demoScript("install"), demoScript("verify"));
        Files.createDirectories(temporary.resolve("data/artifacts/demo"));
        Files.createDirectories(temporary.resolve("data/tftp"));
        write("artifacts/demo/kernel", 50_000);
        write("artifacts/demo/initrd", 300_000);
        write("tftp/undionly.kpxe", 70_000);
        Config config = ConfigFactory.load(ConfigFactory.parseMap(Map.of(
                "PUREBOOT_DATA_DIR",
                temporary.resolve("data").toString(),
                "PUREBOOT_EDGE_PORT",
                port,
                "PUREBOOT_TFTP_PORT",
                "0",
                "PUREBOOT_EDGE_URL",
                edgeUrl,
                "PUREBOOT_ENGINE_URLS",
                engine.url().toString(),
                "PUREBOOT_EDGE_TOKEN",
                "edge-token")));
        edge = Edge.start(EdgeConfig.from(config));
    }

    @AfterEach
    void stopServers() {
        edge.stop();
        engine.close();
    }

    @Test
    void goesThroughTheDemosScriptsFromItsFirstBootToItsPhoneCall() throws IOException, InterruptedException {
        SoftwareMachine machine = machine(checksums());
        SoftwareMachine.End end = machine.run();
        assertThat(end).as("%s", String.join("\n", console)).isEqualTo(new SoftwareMachine.End.SystemUp());
        assertThat(engine.completed()).isTrue();
        assertThat(console)
                .contains(
                        "power on, boot 1",
                        "power on, boot 2",
                        "power on, boot 3",
                        "starting the installed system from disk")
                .anySatisfy(line -> assertThat(line).startsWith("tftp: undionly.kpxe: 70000 bytes"))
                .anySatisfy(line -> assertThat(line).startsWith("loaded initrd.img: 300000 bytes"));
        assertThat(engine.seen)
                .anySatisfy(form -> assertThat(form).contains("instance_id=paper-1", "pub_key_rsa=N%2FA"));
        assertThat(Files.readString(machine.console().resolveSibling("disk/etc/hostname")))
                .isEqualTo("from-user-data\n");
        assertThat(Files.readString(machine.console().resolveSibling("disk/etc/motd")))
                .isEqualTo("hello\n");
        List<String> boots = engine.reports.stream()
                .filter(report -> report.path("status").asText().equals("success"))
                .map(report -> report.path("boot_id").asText())
                .toList();
        assertThat(boots)
                .as("boot, install and reboot in one boot, verify in another")
                .hasSize(4);
        assertThat(boots.subList(0, 3)).containsOnly(boots.getFirst());
        assertThat(boots.get(3)).isNotEqualTo(boots.getFirst());
        assertThat(engine.reports)
                .anySatisfy(report -> assertThat(report.path("percent").asInt()).isEqualTo(40));
    }

    @Test
    void aKernelWhoseBytesDifferIsNotStarted() throws InterruptedException {
        SoftwareMachine machine = machine(Map.of("/artifacts/demo/kernel", "0".repeat(64)));
        Thread running = Thread.ofVirtual().start(() -> {
            try {
                machine.run();
            } catch (InterruptedException unplugged) {
                Thread.currentThread().interrupt();
            }
        });
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(console)
                        .anySatisfy(line -> assertThat(line).contains("the bytes differ"))
                        .contains("PureBoot: could not boot this, asking again in 5 s"));
        running.interrupt();
        running.join();
        assertThat(engine.reports).isEmpty();
    }

    @Test
    void tftpGivesFilesOfEverySizeWhole() throws IOException {
        for (int size : new int[] {0, 1, 511, 512, 1431, 1432, 1433, 2 * 1432, 1_000_000}) {
            write("tftp/file-" + size, size);
            assertThat(TftpClient.read(edge.tftp(), "file-" + size))
                    .as("%d bytes", size)
                    .isEqualTo(Files.readAllBytes(temporary.resolve("data/tftp/file-" + size)));
        }
        assertThatThrownBy(() -> TftpClient.read(edge.tftp(), "missing"))
                .isInstanceOfSatisfying(
                        TftpRefusal.class, refusal -> assertThat(refusal.code()).isEqualTo(1));
    }

    private SoftwareMachine machine(Map<String, String> checksums) {
        MachineIdentity identity = MachineIdentity.random(new Random(1));
        try {
            MachinePlug.Loader loader =
                    new MachinePlug.Loader("undionly.kpxe", Sha256.of(temporary.resolve("data/tftp/undionly.kpxe")));
            MachinePlug plug =
                    new MachinePlug(java.net.URI.create(edge.url()), edge.tftp(), List.of(loader), checksums);
            return new SoftwareMachine(identity, plug, temporary.resolve("machine"), http, console::add);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Map<String, String> checksums() throws IOException {
        return Map.of(
                "/artifacts/demo/kernel", Sha256.of(temporary.resolve("data/artifacts/demo/kernel")),
                "/artifacts/demo/initrd", Sha256.of(temporary.resolve("data/artifacts/demo/initrd")));
    }

    private void write(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Files.write(temporary.resolve("data").resolve(name), content);
    }

    /** The very script that the demo's workflow gives its step. */
    private static String demoScript(String step) throws IOException {
        try (InputStream in = SoftwareMachineTest.class.getResourceAsStream("/demo/workflow.yaml")) {
            assertThat(in).isNotNull();
            JsonNode workflow =
                    Json.mapper().valueToTree(new Yaml().load(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            return StreamSupport.stream(workflow.path("steps").spliterator(), false)
                    .filter(each -> each.path("name").asText().equals(step))
                    .map(each -> each.path("config").path("script").asText())
                    .findFirst()
                    .orElseThrow();
        }
    }
}
