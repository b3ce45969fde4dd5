package io.pureboot.standalone.machine.ipxe;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.edge.ipxe.script.Scripts;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The interpreter on the very text that the edge writes. */
@Timeout(60)
final class EdgeScriptsTest {
    private static final String EDGE = "http://127.0.0.1:8081";
    private static final String QUESTION = EDGE
            + "/ipxe?mac=52-54-00-ab-cd-ef&uuid=&serial=S%201&arch=x86_64&platform=pcbios&manufacturer=&product=&ip=127.0.0.1"
            + "&asset=&board-serial=&chip=&busid=&hostname=&ipxe=";

    private final Variables variables = new Variables();
    private final FilesInMemory network = new FilesInMemory().with(EDGE + "/boot.ipxe", Scripts.first(EDGE));
    private final List<String> console = new ArrayList<>();
    private boolean diskBoots;

    @Test
    void theFirstScriptAsksWithAllThatTheMachineKnowsOfItself() throws InterruptedException {
        network.with(QUESTION, "#!ipxe\necho here\nreboot\n");
        assertThat(boot()).isEqualTo(new BootResult.Reboot());
        assertThat(network.asked).containsExactly(EDGE + "/boot.ipxe", QUESTION);
        assertThat(console).containsExactly("here");
    }

    @Test
    void aDiskThatDoesNotBootLeadsToTheNextDevice() throws InterruptedException {
        network.with(QUESTION, "#!ipxe\nsanboot --no-describe --drive 0x80 ||\nset to-disk 1\nexit 1\n");
        assertThat(boot()).isEqualTo(new BootResult.NextDevice(1));
        diskBoots = true;
        assertThat(boot()).isEqualTo(new BootResult.Disk());
    }

    @Test
    void aChildThatFailsIsAskedForAgain() throws InterruptedException {
        network.with(QUESTION, "#!ipxe\nkernel missing\nboot\n", "#!ipxe\npoweroff\n");
        assertThat(boot()).isEqualTo(new BootResult.PowerOff());
        assertThat(console).contains("PureBoot: nothing to boot from " + EDGE + " yet, asking again in 1 s");
    }

    private BootResult boot() throws InterruptedException {
        variables.setMac("net0/mac", "52:54:00:ab:cd:ef");
        variables.set("net0/ip", "127.0.0.1");
        variables.set("serial", "S 1");
        variables.set("buildarch", "i386");
        variables.set("platform", "pcbios");
        return new Ipxe(variables, network, () -> diskBoots, console::add).boot(URI.create(EDGE + "/boot.ipxe"));
    }
}
