package io.pureboot.lab;

import io.pureboot.qemu.Firmware;
import io.pureboot.qemu.LabServers;
import io.pureboot.qemu.LabImages;
import io.pureboot.qemu.Programs;
import io.pureboot.qemu.QemuMachine;
import io.pureboot.qemu.RunningMachine;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.protocol.MacAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
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

    static void completes(Firmware firmware, LabServers servers, MacAddress mac, Path scratch, Duration atMost)
            throws IOException, InterruptedException {
        List<String> missing = Programs.missing(firmware);
        Assumptions.assumeTrue(missing.isEmpty(), "skipped: these packages are not installed: " + missing);
        LabImages images = LabImages.build(servers.artifacts().resolve("lab"), scratch.resolve("scripts"));
        EngineClient engine = new EngineClient(servers);
        String workflow = engine.importWorkflow(workflow(firmware, images));
        String node = engine.registerNode(mac, "lab-" + firmware.name().toLowerCase(java.util.Locale.ROOT), firmware);
        String execution = engine.execute(node, workflow);
        try (RunningMachine machine = QemuMachine.of(firmware, scratch.resolve("machine"), mac, servers)
                .start()) {
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
            checked(engine.execution(execution), machine);
        }
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
        assertThat(machine.console()).contains("installed-system: ", "phone_home done");
    }

    private static String workflow(Firmware firmware, LabImages images) {
        return """
                name: lab-%1$s
                os_family: linux
                architecture: x86_64
                boot_mode: %1$s
                steps:
                  - id: boot
                    name: Boot the agent
                    type: boot
                    timeout_seconds: 300
                    config:
                      kernel: lab/%2$s
                      initrd: lab/%3$s
                      cmdline: console=ttyS0 panic=10
                  - id: install
                    name: Write a system to the disk
                    type: script
                    timeout_seconds: 300
                    config:
                      script: |
                        set -eu
                        disk=/dev/vda
                        pureboot_report "writing the image" 10
                        timeout 200 wget -q -O - "$PUREBOOT_SERVER/artifacts/lab/%4$s" | gunzip | dd of=$disk bs=1M
                        sync
                        blockdev --rereadpt $disk
                        pureboot_report "naming the seed" 90
                        tries=0
                        until mount -t vfat ${disk}1 /mnt; do
                          tries=$((tries + 1))
                          [ $tries -lt 10 ]
                          sleep 1
                        done
                        echo "set seed='ds=nocloud-net;s=$PUREBOOT_SERVER/cloud-init/$PUREBOOT_EXECUTION/'" >/mnt/seed.cfg
                        umount /mnt
                        pureboot_report "installed" 100
                  - id: restart
                    name: Restart
                    type: reboot
                    timeout_seconds: 300
                    config:
                      delay_seconds: 1
                  - id: check
                    name: Look at the disk
                    type: script
                    timeout_seconds: 300
                    config:
                      script: |
                        set -eu
                        mount -t vfat -o ro /dev/vda1 /mnt
                        cat /mnt/seed.cfg
                        umount /mnt
                  - id: first-start
                    name: The installed system phones home
                    type: cloud_init
                    timeout_seconds: 300
                """.formatted(
                firmware.name().toLowerCase(java.util.Locale.ROOT), images.kernel(), images.initrd(), images.disk());
    }
}
