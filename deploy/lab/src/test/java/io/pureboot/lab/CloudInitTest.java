package io.pureboot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.MacAddress;
import io.pureboot.qemu.Firmware;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's own cloud-init takes its seed from the edge, by NoCloud, and says that it is through: by phone_home, or by its reporting webhook. */
class CloudInitTest {
    private static final String WORKFLOW = """
            name: comes-up
            os_family: linux
            steps:
              - id: up
                name: The installed system comes up
                type: cloud_init
                timeout_seconds: 300
                config: {CONFIG}
            """;

    @TempDir
    private Path scratch;

    /** An execution whose installed system is about to come up. */
    private record Waiting(LabServers servers, EngineClient engine, String execution) {
        String seed() {
            return "http://127.0.0.1:" + servers.edge().getPort() + "/cloud-init/" + execution + "/";
        }

        HttpResponse<String> file(String name) throws IOException, InterruptedException {
            try (HttpClient http = HttpClient.newHttpClient()) {
                return http.send(
                        HttpRequest.newBuilder(URI.create(seed() + name)).build(),
                        HttpResponse.BodyHandlers.ofString());
            }
        }

        JsonNode completed(String said) {
            Awaitility.await("execution " + execution + " completes; cloud-init said:\n" + said)
                    .atMost(Duration.ofSeconds(30))
                    .until(() ->
                            engine.execution(execution).path("status").asText().equals("completed"));
            try {
                return engine.execution(execution);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static Waiting waiting(LabServers servers, String config) throws IOException, InterruptedException {
        EngineClient engine = new EngineClient(servers);
        engine.createTemplate("the-user-data", """
                #cloud-config
                write_files:
                  - path: /tmp/hello
                    content: "hello from ${node.hostname}"
                """);
        engine.createTemplate("the-meta-data", "local-hostname: ${node.hostname}\npureboot: ${execution.id}\n");
        engine.createTemplate("the-vendor-data", """
                #cloud-config
                write_files:
                  - path: /tmp/vendor
                    content: the vendor's
                """);
        engine.createTemplate(
                "the-network", "version: 2\nethernets: {e: {match: {macaddress: '${node.mac}'}, dhcp4: true}}\n");
        String workflow = engine.importWorkflow(WORKFLOW.replace("CONFIG", config));
        String node = engine.registerNode(new MacAddress("52:54:00:12:34:66"), "lab-cloud", Firmware.BIOS);
        return new Waiting(servers, engine, engine.execute(node, workflow));
    }

    private static List<String> messages(JsonNode execution) {
        return StreamSupport.stream(execution.at("/step_results/0/sub_tasks").spliterator(), false)
                .map(task -> task.path("message").asText())
                .toList();
    }

    @Test
    void itTakesItsSeedAndPhonesHome() throws Exception {
        CloudInitChroot cloudInit = CloudInitChroot.assumeHere();
        try (LabServers servers = LabServers.start(scratch.resolve("data"), "127.0.0.1")) {
            Waiting waiting = waiting(servers, "template_id: the-user-data");
            assertThat(waiting.file("network-config").statusCode()).isEqualTo(404);
            String said = cloudInit.boots(waiting.seed(), "phone-home");
            JsonNode execution = waiting.completed(said);
            assertThat(cloudInit.read("tmp/hello")).isEqualTo("hello from lab-cloud");
            assertThat(execution.at("/step_results/0/output/hostname").asText()).isEqualTo("lab-cloud");
            assertThat(execution.at("/step_results/0/output/instance_id").asText())
                    .isEqualTo(waiting.execution());
            assertThat(messages(execution))
                    .contains("finish: config-write-files ran successfully")
                    .anyMatch(message -> message.startsWith("start: running config-phone-home"));
        }
    }

    @Test
    void itsLastEventWillDoAndEveryFileMayBeATemplates() throws Exception {
        CloudInitChroot cloudInit = CloudInitChroot.assumeHere();
        try (LabServers servers = LabServers.start(scratch.resolve("data"), "127.0.0.1")) {
            Waiting waiting = waiting(
                    servers,
                    "meta_data_template_id: the-meta-data, vendor_data_template_id: the-vendor-data,"
                            + " network_config_template_id: the-network");
            assertThat(waiting.file("network-config").body())
                    .isEqualTo("version: 2\nethernets: {e: {match: {macaddress: '52:54:00:12:34:66'}, dhcp4: true}}\n");
            assertThat(waiting.file("meta-data").body())
                    .isEqualTo("instance-id: \"" + waiting.execution() + "\"\nlocal-hostname: lab-cloud\npureboot: "
                            + waiting.execution() + "\n");
            String said = cloudInit.boots(waiting.seed());
            JsonNode execution = waiting.completed(said);
            assertThat(cloudInit.read("tmp/vendor")).isEqualTo("the vendor's");
            assertThat(cloudInit.read("var/lib/cloud/data/instance-id").strip()).isEqualTo(waiting.execution());
            assertThat(execution.at("/step_results/0/output/reported_by").asText())
                    .isEqualTo("webhook");
        }
    }
}
