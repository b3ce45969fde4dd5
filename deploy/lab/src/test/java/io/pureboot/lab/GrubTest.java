package io.pureboot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.lab.wire.EdgeAtSite;
import io.pureboot.lab.wire.EngineOfScripts;
import io.pureboot.lab.wire.IsolatedNetwork;
import io.pureboot.lab.wire.LeasingServer;
import io.pureboot.protocol.MacAddress;
import io.pureboot.qemu.Firmware;
import io.pureboot.qemu.NetworkClient;
import io.pureboot.qemu.Programs;
import io.pureboot.qemu.QemuMachine;
import io.pureboot.qemu.RunningMachine;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's own network image of GRUB, behind the shim where that is installed, in machines whose DHCP server names the edge as the next server: GRUB
 * does not look at what proxyDHCP has said.
 */
class GrubTest {
    private static final MacAddress MAC = new MacAddress("52:54:00:77:00:02");
    private static final Path PACKAGE = Path.of("/usr/lib/grub/x86_64-efi");
    private static final Path SHIM = Path.of("/usr/lib/shim/shimx64.efi.signed");
    private static final String NEXT_SERVER = "--dhcp-boot=,," + IsolatedNetwork.EDGE;

    /** GRUB 2.06 knows no other port of HTTP. */
    private static final String URL = "http://" + IsolatedNetwork.EDGE;

    @TempDir
    private Path scratch;

    /** Without its module for HTTP it says so, and goes on by itself when that is there. */
    @Test
    void grubAsksUntilItIsAnsweredAndBootsTheKernelWithItsInitrd() throws Exception {
        skipWhereSomethingIsMissing();
        layLoaders();
        Path files = Files.createDirectories(scratch.resolve("artifacts/test"));
        Files.copy(Programs.kernel().orElseThrow(), files.resolve("vmlinuz"));
        Files.write(files.resolve("initrd"), new byte[4096]);
        Map<String, Object> answer = Map.of(
                "action",
                "kernel",
                "kernel",
                "test/vmlinuz",
                "initrds",
                List.of("test/initrd"),
                "cmdline",
                "earlyprintk=serial,ttyS0,115200 test.sign=$a;b");
        try (IsolatedNetwork network = made();
                LeasingServer leases = LeasingServer.start(network, scratch, NEXT_SERVER);
                EngineOfScripts engine = new EngineOfScripts(network, List.of(answer));
                EdgeAtSite edge = EdgeAtSite.start(network, scratch, engine.url(), settings());
                RunningMachine machine = machine(network)) {
            await("GRUB's complaint", edge, machine, "nothing comes by HTTP");
            layModules();
            await("the kernel's first words", edge, machine, "RAMDISK:");
            assertThat(machine.console())
                    .contains(
                            "Linux version",
                            "test.sign=$a;b",
                            "pureboot.server=" + URL,
                            "BOOTIF=01-" + MAC.hyphenated());
            assertThat(engine.questions()).singleElement().satisfies(asked -> {
                assertThat(asked.path("mac").asText()).isEqualTo(MAC.value());
                assertThat(asked.path("platform").asText()).isEqualTo("efi");
                assertThat(asked.path("arch").asText()).isEqualTo("x86_64");
            });
            assertThat(leases.log()).contains("DHCPACK").doesNotContain("bootfile name:");
        }
    }

    private static Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(
                Map.of("PUREBOOT_EDGE_PORT", "80", "PUREBOOT_EDGE_URL", URL, "PUREBOOT_LOADER_SET", "secure-boot"));
        if (!Files.isReadable(SHIM)) {
            settings.put("PUREBOOT_LOADER_SECURE_EFI_X64", "secure-boot/grubx64.efi");
        }
        return settings;
    }

    private RunningMachine machine(IsolatedNetwork network) throws IOException {
        return QemuMachine.on(
                        network.machines(), NetworkClient.FIRMWARE_PXE, Firmware.UEFI, scratch.resolve("machine"), MAC)
                .start();
    }

    /** The images of one package fit the modules of that package. */
    private void layLoaders() throws IOException {
        Path loaders = Files.createDirectories(scratch.resolve("tftp/secure-boot"));
        Files.copy(PACKAGE.resolve("monolithic/grubnetx64.efi"), loaders.resolve("grubx64.efi"));
        if (Files.isReadable(SHIM)) {
            Files.copy(SHIM, loaders.resolve("shimx64.efi"));
        }
    }

    private void layModules() throws IOException {
        Path modules = Files.createDirectories(scratch.resolve("tftp/grub/x86_64-efi"));
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PACKAGE, "*.{mod,lst}")) {
            for (Path each : all) {
                Files.copy(each, modules.resolve(each.getFileName()));
            }
        }
    }

    private static void skipWhereSomethingIsMissing() {
        List<String> missing = Programs.missingForGrub();
        Assumptions.assumeTrue(missing.isEmpty(), "skipped: these packages are not installed: " + missing);
    }

    private static IsolatedNetwork made() throws InterruptedException {
        try {
            return IsolatedNetwork.make();
        } catch (IOException forbidden) {
            Assumptions.abort(
                    "skipped: no network of our own on this machine (root is needed): " + forbidden.getMessage());
            throw new IllegalStateException("not reached", forbidden);
        }
    }

    private static void await(String what, EdgeAtSite edge, RunningMachine machine, String words) throws IOException {
        try {
            Awaitility.await(what)
                    .atMost(Duration.ofMinutes(3))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> machine.console().contains(words));
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(late.getMessage() + "\n" + machine.lastWords(60) + "\n" + edge.log(), late);
        }
    }
}
