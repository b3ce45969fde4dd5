package io.pureboot.edge.ipxe.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.protocol.BootAction;
import io.pureboot.protocol.BootAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** GRUB's configurations, word for word, and by GRUB's own syntax check. */
class GrubScriptsTest {

    private static final String EDGE = "http://10.0.2.2:8081";
    private static final String IPXE = EDGE + "/loaders/ipxe.efi";
    private static final MachineQuestion UEFI =
            MachineQuestion.ofGrub("52-54-00-12-34-56", "x86_64-efi", false).orElseThrow();
    private static final MachineQuestion BIOS =
            MachineQuestion.ofGrub("52-54-00-12-34-56", "i386-pc", false).orElseThrow();

    @TempDir
    Path directory;

    @Test
    void theFirstConfiguration() {
        assertThat(GrubScripts.first(Optional.empty(), EDGE)).isEqualTo("""
                        # PureBoot: the first configuration, the same for every machine. It asks the edge what this one boots.
                        insmod http
                        set mac=$net_default_mac
                        source (http,10.0.2.2:8081)/grub/machine/$mac/$grub_cpu-$grub_platform
                        while true; do
                          if [ -z "$heard" ]; then
                            echo 'PureBoot: nothing comes by HTTP. Does http.mod lie beside the loaders, and may GRUB load it?'
                          fi
                          sleep 5
                          source (http,10.0.2.2:8081)/grub/again/$mac/$grub_cpu-$grub_platform
                        done
                        """);
        assertThat(GrubScripts.first(Optional.of("52-54-00-12-34-56"), EDGE)).contains("set mac=52-54-00-12-34-56\n");
    }

    @Test
    void aKernel() {
        BootAnswer answer = ScriptsTest.kernel(
                "debian/vmlinuz",
                List.of("debian/initrd.img", "http://mirror/more.img"),
                "quiet ds=nocloud;s=http://x/ it's");
        assertThat(of(UEFI, answer)).isEqualTo("""
                        set heard=yes
                        echo 'PureBoot: 52:54:00:12:34:56: step install, attempt 2'
                        linux (http,10.0.2.2:8081)/artifacts/debian/vmlinuz quiet 'ds=nocloud;s=http://x/' 'it'\\''s' pureboot.server=http://10.0.2.2:8081 pureboot.execution=e-1 pureboot.token=t0ken pureboot.step=install pureboot.attempt=2 BOOTIF=01-52-54-00-12-34-56
                        initrd (http,10.0.2.2:8081)/artifacts/debian/initrd.img (http,mirror)/more.img
                        boot
                        """);
    }

    @Test
    void diskWaitAndTheWorkflowsOwnScript() {
        BootAnswer disk = ScriptsTest.answer(BootAction.DISK, "nothing to do");
        assertThat(of(UEFI, disk))
                .isEqualTo("set heard=yes\necho 'PureBoot: 52:54:00:12:34:56: from disk: nothing to do'\nexit\n");
        assertThat(of(BIOS, disk)).endsWith("set root=(hd0)\nchainloader +1\nboot\n");
        assertThat(of(UEFI, ScriptsTest.answer(BootAction.WAIT, "soon"))).endsWith("waits 7 s: soon'\nsleep 7\n");
        assertThat(of(UEFI, ScriptsTest.script("#!ipxe\n")))
                .endsWith("chainloader (http,10.0.2.2:8081)/loaders/ipxe.efi\nboot\n");
        assertThat(GrubScripts.of(UEFI, new BootDecision.Wait("no engine answers"), EDGE, IPXE))
                .endsWith("sleep 5\n");
    }

    @Test
    void reasonsCannotBecomeCommands() {
        assertThat(of(UEFI, ScriptsTest.answer(BootAction.DISK, "a'; reboot; echo '$x\nb")))
                .startsWith(
                        "set heard=yes\necho 'PureBoot: 52:54:00:12:34:56: from disk: a'\\''; reboot; echo '\\''$x b'\n");
    }

    @Test
    void grubReadsThem() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/grub-script-check")), "skipped: grub-common is not installed");
        BootAnswer kernel = ScriptsTest.kernel("k", List.of("i"), "ds=nocloud;s=http://x/ it's ${net0/mac} {a}");
        for (String text : List.of(
                GrubScripts.first(Optional.empty(), EDGE),
                of(UEFI, kernel),
                of(BIOS, ScriptsTest.answer(BootAction.DISK, "it's ${over} | & ; < >")),
                of(UEFI, ScriptsTest.script("#!ipxe\n")))) {
            Path file = Files.writeString(directory.resolve("grub.cfg"), text);
            Process check = new ProcessBuilder("/usr/bin/grub-script-check", file.toString())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(check.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            assertThat(check.waitFor()).as(said + text).isZero();
        }
    }

    private static String of(MachineQuestion question, BootAnswer answer) {
        return GrubScripts.of(question, new BootDecision.OfEngine(answer), EDGE, IPXE);
    }
}
