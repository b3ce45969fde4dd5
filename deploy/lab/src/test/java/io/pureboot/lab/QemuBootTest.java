package io.pureboot.lab;

import io.pureboot.protocol.MacAddress;
import io.pureboot.qemu.Firmware;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A BIOS machine goes through a whole workflow, from its first DHCP request to the phone-home of what was installed. Its base image has no
 * agent: the edge's overlay brings it.
 */
class QemuBootTest {
    @TempDir
    private Path scratch;

    @Test
    void aMachineBootsOverTheNetworkAndItsWorkflowCompletes() throws Exception {
        NetworkBoot.completes(
                Firmware.BIOS,
                NetworkBoot.AgentFrom.OVERLAY,
                new MacAddress("52:54:00:12:34:56"),
                scratch,
                Duration.ofMinutes(8));
    }
}
