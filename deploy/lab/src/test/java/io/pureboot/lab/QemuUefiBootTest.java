package io.pureboot.lab;

import io.pureboot.protocol.MacAddress;
import io.pureboot.qemu.Firmware;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A UEFI machine goes through a whole workflow, from its first DHCP request to the phone-home of what was installed. */
class QemuUefiBootTest {
    @TempDir
    private Path scratch;

    @Test
    void aMachineBootsOverTheNetworkAndItsWorkflowCompletes() throws Exception {
        NetworkBoot.completes(
                Firmware.UEFI,
                NetworkBoot.AgentFrom.BASE_IMAGE,
                new MacAddress("52:54:00:12:34:57"),
                scratch,
                Duration.ofMinutes(15));
    }
}
