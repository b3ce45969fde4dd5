package io.pureboot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines whose DHCP server leases addresses and tells nothing of booting: what they boot they have from proxyDHCP. */
class ProxyDhcpTest {
    private static final MacAddress MAC = new MacAddress("52:54:00:77:00:01");
    private static final String STAY = "#!ipxe\necho PureBoot test: arrived\n:stay\nsleep 60 ||\ngoto stay\n";
    private static final String CHAIN_UNDIONLY =
            "#!ipxe\nchain --autofree tftp://" + IsolatedNetwork.EDGE + "/undionly.kpxe || exit 1\n";

    @TempDir
    private Path scratch;

    /** The card's ROM is iPXE; the loader that it chains by UNDI is another one, and does DHCP again. */
    @Test
    void aBiosMachineAndTheLoaderThatItChainsAreToldTheScript() throws Exception {
        boots(
                Firmware.BIOS,
                NetworkClient.CARD_ROM,
                List.of(CHAIN_UNDIONLY, STAY),
                List.of("to boot " + EdgeAtSite.URL + "/boot.ipxe", "to boot " + EdgeAtSite.URL + "/boot.ipxe"),
                "pcbios");
    }

    @Test
    void uefisOwnPxeClientIsToldTheLoaderAndTheLoaderTheScript() throws Exception {
        boots(
                Firmware.UEFI,
                NetworkClient.FIRMWARE_PXE,
                List.of(STAY),
                List.of("to boot ipxe.efi", "to boot " + EdgeAtSite.URL + "/boot.ipxe"),
                "efi");
    }

    @Test
    void uefisHttpClientIsToldTheLoadersUrlAndTheLoaderTheScript() throws Exception {
        boots(
                Firmware.UEFI,
                NetworkClient.FIRMWARE_HTTP,
                List.of(STAY),
                List.of("to boot " + EdgeAtSite.URL + "/loaders/ipxe.efi", "to boot " + EdgeAtSite.URL + "/boot.ipxe"),
                "efi");
    }

    private void boots(
            Firmware firmware, NetworkClient client, List<String> scripts, List<String> told, String platform)
            throws Exception {
        List<String> missing = Programs.missingForProxyDhcp(firmware);
        Assumptions.assumeTrue(missing.isEmpty(), "skipped: these packages are not installed: " + missing);
        try (IsolatedNetwork network = made();
                LeasingServer leases = LeasingServer.start(network, scratch);
                EngineOfScripts engine = new EngineOfScripts(network, scripts.toArray(String[]::new));
                EdgeAtSite edge = EdgeAtSite.start(network, scratch, engine.url(), Map.of());
                RunningMachine machine = QemuMachine.on(
                                network.machines(), client, firmware, scratch.resolve("machine"), MAC)
                        .start()) {
            awaitQuestions(scripts.size(), engine, edge, leases, machine);
            JsonNode last = engine.questions().getLast();
            assertThat(last.path("mac").asText()).isEqualTo(MAC.value());
            assertThat(last.path("platform").asText()).isEqualTo(platform);
            assertThat(last.path("ip").asText()).startsWith("10.77.0.");
            assertThat(last.path("inventory").path("chip").asText()).isNotEmpty();
            assertThat(edge.log()).containsSubsequence(told);
            assertThat(leases.log()).contains("DHCPACK").doesNotContain("bootfile name:");
        }
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

    private static void awaitQuestions(
            int count, EngineOfScripts engine, EdgeAtSite edge, LeasingServer leases, RunningMachine machine) {
        try {
            Awaitility.await(count + " questions of the machine")
                    .atMost(Duration.ofMinutes(4))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> engine.questions().size() >= count);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(
                    late.getMessage() + "\nasked so far: " + engine.questions() + "\n" + machine.lastWords(60) + "\n"
                            + read(edge) + "\n" + read(leases),
                    late);
        }
    }

    private static String read(EdgeAtSite edge) {
        try {
            return edge.log();
        } catch (IOException unread) {
            return unread.toString();
        }
    }

    private static String read(LeasingServer leases) {
        try {
            return leases.log();
        } catch (IOException unread) {
            return unread.toString();
        }
    }
}
