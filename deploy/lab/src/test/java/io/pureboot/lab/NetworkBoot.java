package io.pureboot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.agents.AgentFiles;
import io.pureboot.protocol.MacAddress;
import io.pureboot.qemu.Firmware;
import io.pureboot.qemu.Programs;
import io.pureboot.qemu.QemuMachine;
import io.pureboot.qemu.RunningMachine;
import io.pureboot.standalone.demo.MachineKind;
import io.pureboot.standalone.demo.VirtualMachines;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * The whole path with a virtual machine: its iPXE ROM does DHCP, fetches the first script by TFTP and the rest by HTTP, boots
 * Debian's kernel with the agent's initramfs, and the agent goes through boot, script (installs a system on the disk), reboot,
 * script (finds it there), cloud_init (that system starts from the disk and phones home).
 */
final class NetworkBoot {
    private static final Set<String> ENDED = Set.of("completed", "failed", "cancelled");

    private NetworkBoot() {}

    /** Where the machine's agent is: in the base image, or in the overlay that the edge makes. */
    enum AgentFrom {
        BASE_IMAGE,
        OVERLAY
    }

    static void completes(Firmware firmware, AgentFrom agent, MacAddress mac, Path scratch, Duration atMost)
            throws IOException, InterruptedException {
        List<String> missing = Programs.missing(firmware);
        Assumptions.assumeTrue(missing.isEmpty(), "skipped: these packages are not installed: " + missing);
        try (LabServers servers = LabServers.start(scratch.resolve("data"))) {
            VirtualMachines machines = new VirtualMachines(firmware);
            EngineClient engine = new EngineClient(servers);
            MachineKind.BootFiles files = machines.prepare(servers.artifacts());
            engine.createTemplate("demo-user-data", "#cloud-config\n");
            String yaml = machines.workflow(files).yaml();
            String workflow = engine.importWorkflow(
                    agent == AgentFrom.OVERLAY ? withOverlay(yaml, files, servers.artifacts(), scratch) : yaml);
            String node =
                    engine.registerNode(mac, "lab-" + firmware.name().toLowerCase(java.util.Locale.ROOT), firmware);
            String execution = engine.execute(node, workflow);
            QemuMachine machine = QemuMachine.of(firmware, scratch.resolve("machine"), mac, servers.tftpPort());
            try (RunningMachine running = machine.start()) {
                awaitEnd(engine, execution, running, atMost);
                checked(engine.execution(execution), running);
                assertThat(running.console())
                        .contains(", agent pureboot-agent ")
                        .doesNotContain("no agent in the base image");
                // Sent in chunks and with the report: kept once.
                assertThat(engine.log(execution, "check")).matches("set seed='ds=nocloud-net;s=\\S+'\n");
            }
            assertThat(engine.node(node).path("state").asText()).isEqualTo("active");
        }
    }

    /** A base image whose agent is none, and the overlay behind it. */
    private static String withOverlay(String yaml, MachineKind.BootFiles files, Path artifacts, Path scratch)
            throws IOException, InterruptedException {
        Path scripts = scratch.resolve("scripts");
        AgentFiles.unpack(scripts);
        Path none = Files.writeString(
                scripts.resolve("none.sh"), "#!/bin/sh\necho 'no agent in the base image'\nexit 64\n");
        Path builder = scripts.resolve(AgentFiles.INITRAMFS_BUILDER.substring(AgentFiles.ROOT.length()));
        ProcessBuilder build = new ProcessBuilder(
                "sh", builder.toString(), artifacts.resolve(files.initrd()).toString());
        build.environment().put("PUREBOOT_AGENT", none.toString());
        Process process = build.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        String one = "initrd: \"" + files.initrd() + "\"";
        assertThat(yaml).contains(one);
        return yaml.replace(one, "initrd: [\"" + files.initrd() + "\", \"pureboot:overlay\"]");
    }

    private static void awaitEnd(EngineClient engine, String execution, RunningMachine machine, Duration atMost) {
        Awaitility.await("execution " + execution + " ends")
                .atMost(atMost)
                .pollInterval(Duration.ofMillis(500))
                .conditionEvaluationListener(condition -> {
                    if (condition.getRemainingTimeInMS() <= 0) {
                        System.out.println(machine.lastWords(60));
                    }
                })
                .until(() -> ENDED.contains(
                                engine.execution(execution).path("status").asText())
                        || !machine.isRunning());
    }

    private static void checked(JsonNode execution, RunningMachine machine) {
        assertThat(execution.path("status").asText())
                .as(() -> execution.toPrettyString() + "\n" + machine.lastWords(60))
                .isEqualTo("completed");
        List<String> results = StreamSupport.stream(
                        execution.path("step_results").spliterator(), false)
                .map(result -> result.path("step_id").asText() + " "
                        + result.path("attempt").asInt() + " "
                        + result.path("status").asText()
                        + (result.hasNonNull("exit_code")
                                ? " " + result.path("exit_code").asInt()
                                : ""))
                .toList();
        assertThat(results)
                .as(() -> execution.toPrettyString())
                .containsExactly(
                        "boot 1 success",
                        "install 1 success 0",
                        "restart 1 success",
                        "check 1 success 0",
                        "first-start 1 success");
        for (JsonNode result : execution.path("step_results")) {
            assertThat(Instant.parse(result.path("completed_at").asText()))
                    .isAfterOrEqualTo(Instant.parse(result.path("started_at").asText()));
        }
        Awaitility.await("the installed system says that it has phoned home")
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(machine.console()).contains("installed-system: ", "phone_home done"));
    }
}
