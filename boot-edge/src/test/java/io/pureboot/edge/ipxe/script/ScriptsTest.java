package io.pureboot.edge.ipxe.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.protocol.BootAction;
import io.pureboot.protocol.BootAnswer;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.Seconds;
import io.pureboot.protocol.StepId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The scripts, word for word. */
class ScriptsTest {

    private static final String EDGE = "http://10.0.2.2:8081";
    private static final MachineQuestion BIOS =
            MachineQuestionTest.asked("mac=52-54-00-12-34-56&arch=x86_64&platform=pcbios");
    private static final MachineQuestion UEFI =
            MachineQuestionTest.asked("mac=52-54-00-12-34-56&arch=x86_64&platform=efi");

    @Test
    void theFirstScript() {
        assertThat(Scripts.first(EDGE)).isEqualTo("""
                        #!ipxe
                        # PureBoot: the first script, the same for every machine. It asks the edge what this one boots.
                        set edge http://10.0.2.2:8081
                        set arch ${buildarch}
                        iseq ${buildarch} i386 && cpuid --ext 29 && set arch x86_64 ||
                        set tries:int32 0
                        :ask
                        isset ${netX/ip} || dhcp || goto again
                        clear to-disk ||
                        chain --autofree --timeout 30000 ${edge}/ipxe?mac=${netX/mac:hexhyp}&uuid=${uuid}&serial=${serial:uristring}&arch=${arch}&platform=${platform}&manufacturer=${manufacturer:uristring}&product=${product:uristring}&ip=${netX/ip}&asset=${asset:uristring}&board-serial=${board-serial:uristring}&chip=${netX/chip:uristring}&busid=${netX/busid:hexraw}&hostname=${hostname:uristring}&ipxe=${version:uristring} || goto again
                        exit
                        :again
                        isset ${to-disk} && goto leave ||
                        inc tries
                        iseq ${tries} 30 && goto leave ||
                        echo PureBoot: nothing to boot from ${edge} yet, asking again in ${tries} s
                        sleep ${tries} ||
                        goto ask
                        :leave
                        exit 1
                        """);
    }

    @Test
    void aKernelWithOneInitrd() {
        assertThat(Scripts.of(
                        BIOS,
                        kernel("pureboot/vmlinuz", List.of("/pureboot/initrd.img"), "console=ttyS0  quiet\n"),
                        EDGE))
                .isEqualTo("""
                        #!ipxe
                        echo PureBoot: 52:54:00:12:34:56: step install, attempt 2
                        imgfree ||
                        kernel http://10.0.2.2:8081/artifacts/pureboot/vmlinuz initrd=initrd.img console=ttyS0 quiet pureboot.server=http://10.0.2.2:8081 pureboot.execution=e-1 pureboot.token=t0ken pureboot.step=install pureboot.attempt=2 BOOTIF=01-52-54-00-12-34-56 || goto retry
                        initrd --name initrd.img http://10.0.2.2:8081/artifacts/pureboot/initrd.img || goto retry
                        boot || goto retry
                        :retry
                        echo PureBoot: could not boot this, asking again in 5 s
                        imgfree ||
                        sleep 5 ||
                        chain --replace --autofree http://10.0.2.2:8081/ipxe?mac=52-54-00-12-34-56&arch=x86_64&platform=pcbios&again=1 || goto retry
                        """);
    }

    @Test
    void aKernelWithSeveralInitrdsAndAbsoluteUrls() {
        String script = Scripts.of(
                UEFI,
                kernel(
                        "http://mirror/vmlinuz",
                        List.of("debian/initrd.img", "https://mirror/overlay.img"),
                        "ds=nocloud;s=http://x/ ip=${net0/mac}"),
                EDGE);
        assertThat(script)
                .contains("kernel http://mirror/vmlinuz initrd=initrd0.img initrd=initrd1.img ds=nocloud;s=http://x/"
                        + " ip=${net0/mac} pureboot.server=")
                .contains("initrd --name initrd0.img http://10.0.2.2:8081/artifacts/debian/initrd.img ||")
                .contains("initrd --name initrd1.img https://mirror/overlay.img ||");
    }

    @Test
    void theOverlayStandsBehindTheBaseImage() {
        assertThat(Scripts.of(BIOS, kernel("vmlinuz", List.of("base.img", "pureboot:overlay"), ""), EDGE))
                .contains(" initrd=initrd0.img initrd=initrd1.img pureboot.server=")
                .contains("""
                        initrd --name initrd0.img http://10.0.2.2:8081/artifacts/base.img || goto retry
                        initrd --name initrd1.img http://10.0.2.2:8081/agent/overlay.img || goto retry
                        """);
    }

    @Test
    void aKernelWithoutInitrd() {
        assertThat(Scripts.of(BIOS, kernel("artifacts/memtest", List.of(), ""), EDGE))
                .contains("kernel http://10.0.2.2:8081/artifacts/memtest pureboot.server=")
                .doesNotContain("initrd");
    }

    @Test
    void wimbootFindsItsFilesByTheirNames() {
        assertThat(Scripts.of(
                        UEFI,
                        kernel("winpe/wimboot", List.of("winpe/Boot/BCD", "winpe/sources/boot.wim"), "gui"),
                        EDGE))
                .contains("kernel http://10.0.2.2:8081/artifacts/winpe/wimboot gui pureboot.server=")
                .contains("initrd --name BCD http://10.0.2.2:8081/artifacts/winpe/Boot/BCD BCD || goto retry\n")
                .contains("initrd --name boot.wim http://10.0.2.2:8081/artifacts/winpe/sources/boot.wim boot.wim ||")
                .doesNotContain("initrd=");
    }

    @Test
    void theWorkflowsOwnScriptIsServedAsItIs() {
        assertThat(Scripts.of(BIOS, script("#!ipxe\necho ${net0/mac} mine\nexit\n"), EDGE))
                .isEqualTo("#!ipxe\necho ${net0/mac} mine\nexit\n");
    }

    @Test
    void theDiskOfABios() {
        assertThat(Scripts.of(BIOS, answer(BootAction.DISK, "nothing to do"), EDGE))
                .isEqualTo("""
                        #!ipxe
                        echo PureBoot: 52:54:00:12:34:56: from disk: nothing to do
                        sanboot --no-describe --drive 0x80 ||
                        set to-disk 1
                        exit 1
                        """);
    }

    @Test
    void theDiskOfAUefi() {
        assertThat(Scripts.of(UEFI, answer(BootAction.DISK, "nothing to do"), EDGE))
                .isEqualTo("""
                        #!ipxe
                        echo PureBoot: 52:54:00:12:34:56: from disk: nothing to do
                        set to-disk 1
                        exit 1
                        """);
    }

    @Test
    void waiting() {
        assertThat(Scripts.of(BIOS, answer(BootAction.WAIT, "retry is due in 7 s"), EDGE))
                .isEqualTo("""
                        #!ipxe
                        echo PureBoot: 52:54:00:12:34:56 waits 7 s: retry is due in 7 s
                        :again
                        sleep 7 ||
                        chain --replace --autofree http://10.0.2.2:8081/ipxe?mac=52-54-00-12-34-56&arch=x86_64&platform=pcbios&again=1 || goto again
                        """);
    }

    @Test
    void aWaitOfZeroSecondsIsOneSecond() {
        assertThat(Scripts.wait(BIOS, "soon", EDGE, Seconds.ZERO)).contains("sleep 1 ||");
    }

    @Test
    void aQuestionThatCannotBeRead() {
        assertThat(Scripts.refusal("the query has no mac=")).isEqualTo("""
                        #!ipxe
                        echo PureBoot: this question cannot be answered: the query has no mac=
                        sleep 10 ||
                        set to-disk 1
                        exit 1
                        """);
    }

    @Test
    void reasonsCannotBecomeCommands() {
        assertThat(Scripts.disk(UEFI, "a\nexit || shell && x ; #y ${net0/mac} é"))
                .contains("from disk: a exit shell x No.y $ {net0/mac} ?\n");
    }

    static BootAnswer kernel(String kernel, List<String> initrds, String cmdline) {
        return new BootAnswer(
                BootAction.KERNEL,
                "step install, attempt 2",
                new NodeId("n-1"),
                Optional.of(new ExecutionId("e-1")),
                Optional.of(new StepId("install")),
                Optional.of(2),
                Optional.of("t0ken"),
                Optional.of(kernel),
                initrds,
                Optional.of(cmdline),
                Optional.empty(),
                Optional.empty());
    }

    static BootAnswer script(String script) {
        return new BootAnswer(
                BootAction.SCRIPT,
                "its own",
                new NodeId("n-1"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(script),
                Optional.empty());
    }

    static BootAnswer answer(BootAction action, String reason) {
        return new BootAnswer(
                action,
                reason,
                new NodeId("n-1"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new Seconds(7)));
    }
}
