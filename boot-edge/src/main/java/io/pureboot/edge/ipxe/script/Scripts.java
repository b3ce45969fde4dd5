package io.pureboot.edge.ipxe.script;

import io.pureboot.protocol.BootAnswer;
import io.pureboot.protocol.Seconds;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Every script that the edge itself writes.
 *
 * <p>The first script chains the machine's own one as a child, so that a child that fails (a workflow's own script, say) brings the machine back to
 * asking. A child that wants the machine to leave iPXE for its disk sets {@code to-disk}. Children chain each other with {@code --replace}: the
 * depth never grows, however long a machine waits.
 */
public final class Scripts {

    /** How often the first script asks, with 1, 2, 3 … seconds between, before it leaves the machine to its next boot device. */
    static final int FIRST_SCRIPT_TRIES = 30;

    /** What a list of initrds calls the edge's overlay, which carries its agent; it goes behind the base image. */
    static final String OVERLAY = "pureboot:overlay";

    private Scripts() {}

    /** {@code /boot.ipxe} and {@code /autoexec.ipxe}: the same for every machine. */
    public static String first(String edgeUrl) {
        return """
                #!ipxe
                # PureBoot: the first script, the same for every machine. It asks the edge what this one boots.
                set edge %s
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
                iseq ${tries} %d && goto leave ||
                echo PureBoot: nothing to boot from ${edge} yet, asking again in ${tries} s
                sleep ${tries} ||
                goto ask
                :leave
                exit 1
                """.formatted(edgeUrl, FIRST_SCRIPT_TRIES);
    }

    /** The machine's script for what was decided. */
    public static String of(MachineQuestion question, BootDecision decision, String edgeUrl) {
        return switch (decision) {
            case BootDecision.OfEngine(BootAnswer answer) -> of(question, answer, edgeUrl);
            case BootDecision.Disk(String reason) -> disk(question, reason);
            case BootDecision.Wait(String reason) -> wait(question, reason, edgeUrl);
        };
    }

    /** The machine's script for the engine's answer. */
    public static String of(MachineQuestion question, BootAnswer answer, String edgeUrl) {
        return switch (answer.action()) {
            case KERNEL -> kernel(question, answer, edgeUrl);
            case SCRIPT -> answer.script().orElseGet(() -> wait(question, "the step's script is missing", edgeUrl));
            case DISK -> disk(question, answer.reason());
            case WAIT ->
                wait(question, answer.reason(), edgeUrl, answer.retrySeconds().orElse(FALLBACK_WAIT));
        };
    }

    /** Leaves iPXE for the machine's disk. */
    public static String disk(MachineQuestion question, String reason) {
        String bios = question.efi() ? "" : "sanboot --no-describe --drive 0x80 ||\n";
        // A BIOS that could not boot the disk, and every UEFI, goes on to its next boot device: exit 1 says that
        // nothing was booted.
        return """
                #!ipxe
                echo PureBoot: %s: from disk: %s
                %sset to-disk 1
                exit 1
                """.formatted(question.mac(), PlainText.of(reason), bios);
    }

    /** Waits five seconds, then asks again: the edge's own answer when no engine gives one. */
    public static String wait(MachineQuestion question, String reason, String edgeUrl) {
        return wait(question, reason, edgeUrl, FALLBACK_WAIT);
    }

    /** Waits, then asks again. */
    public static String wait(MachineQuestion question, String reason, String edgeUrl, Seconds seconds) {
        return """
                #!ipxe
                echo PureBoot: %s waits %d s: %s
                :again
                sleep %d ||
                chain --replace --autofree %s || goto again
                """.formatted(
                        question.mac(), pause(seconds), PlainText.of(reason), pause(seconds), question.url(edgeUrl));
    }

    /** For an iPXE whose question cannot be read: says why, then leaves it to its next boot device. */
    public static String refusal(String reason) {
        return """
                #!ipxe
                echo PureBoot: this question cannot be answered: %s
                sleep 10 ||
                set to-disk 1
                exit 1
                """.formatted(PlainText.of(reason));
    }

    static final Seconds FALLBACK_WAIT = new Seconds(5);

    private static String kernel(MachineQuestion question, BootAnswer answer, String edgeUrl) {
        if (answer.kernel().isEmpty()) {
            return wait(question, "the step names no kernel", edgeUrl);
        }
        boolean wimboot = fileName(answer.kernel().get()).equalsIgnoreCase("wimboot");
        List<String> names =
                wimboot ? answer.initrds().stream().map(Scripts::fileName).toList() : initrdNames(answer.initrds());
        StringBuilder script = new StringBuilder("#!ipxe\n");
        script.append("echo PureBoot: ").append(question.mac()).append(": ");
        script.append(PlainText.of(answer.reason())).append('\n');
        // What an earlier try has loaded would be handed to the kernel as a further initrd.
        script.append("imgfree ||\n");
        script.append("kernel ").append(artifact(answer.kernel().get(), edgeUrl));
        if (!wimboot) {
            names.forEach(name -> script.append(" initrd=").append(name));
        }
        arguments(question, answer, edgeUrl)
                .forEach(argument -> script.append(' ').append(argument));
        script.append(" || goto retry\n");
        for (int i = 0; i < names.size(); i++) {
            script.append("initrd --name ").append(names.get(i)).append(' ');
            script.append(artifact(answer.initrds().get(i), edgeUrl));
            // wimboot finds BCD, boot.sdi and boot.wim by the argument, older iPXE's only by it.
            script.append(wimboot ? " " + names.get(i) : "").append(" || goto retry\n");
        }
        script.append("boot || goto retry\n");
        return script.append("""
                        :retry
                        echo PureBoot: could not boot this, asking again in 5 s
                        imgfree ||
                        sleep 5 ||
                        chain --replace --autofree %s || goto retry
                        """.formatted(question.url(edgeUrl))).toString();
    }

    static List<String> arguments(MachineQuestion question, BootAnswer answer, String edgeUrl) {
        List<String> arguments = new ArrayList<>();
        // The step's own arguments keep their ${…}: iPXE fills in its settings, such as ${net0/mac} (promise P-22).
        answer.cmdline().map(text -> text.replaceAll("\\s+", " ").strip()).ifPresent(arguments::add);
        arguments.add("pureboot.server=" + edgeUrl);
        answer.executionId().ifPresent(id -> arguments.add("pureboot.execution=" + id));
        answer.token().ifPresent(token -> arguments.add("pureboot.token=" + token));
        answer.stepId().ifPresent(step -> arguments.add("pureboot.step=" + step));
        answer.attempt().ifPresent(attempt -> arguments.add("pureboot.attempt=" + attempt));
        arguments.add("BOOTIF=01-" + question.mac().hyphenated());
        arguments.removeIf(String::isEmpty);
        return arguments;
    }

    /** Names by which an EFI kernel finds its initrds; each is there once. */
    private static List<String> initrdNames(List<String> initrds) {
        if (initrds.size() == 1) {
            return List.of("initrd.img");
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < initrds.size(); i++) {
            names.add(String.format(Locale.ROOT, "initrd%d.img", i));
        }
        return names;
    }

    private static String fileName(String pathOrUrl) {
        return pathOrUrl.substring(pathOrUrl.lastIndexOf('/') + 1);
    }

    /** An absolute URL as it is; a path as one below this edge's artifacts. */
    static String artifact(String pathOrUrl, String edgeUrl) {
        if (pathOrUrl.matches("(?i)[a-z][a-z0-9+.-]*://.*")) {
            return pathOrUrl;
        }
        if (pathOrUrl.equals(OVERLAY)) {
            return edgeUrl + "/agent/overlay.img";
        }
        String path = pathOrUrl.replaceFirst("^/+", "").replaceFirst("^artifacts/", "");
        return edgeUrl + "/artifacts/" + path;
    }

    /** At least one second: a machine that asks without a pause is an attack. */
    static long pause(Seconds seconds) {
        return Math.max(1, seconds.value());
    }
}
