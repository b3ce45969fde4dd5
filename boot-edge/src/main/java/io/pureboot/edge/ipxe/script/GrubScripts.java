package io.pureboot.edge.ipxe.script;

import io.pureboot.protocol.BootAnswer;
import io.pureboot.protocol.Seconds;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Configurations for GRUB, for machines whose Secure Boot loads it behind a shim.
 *
 * <p>The first configuration asks for the machine's own one in a loop; that one returns when the machine is to wait, or when what it was given could
 * not be loaded. All of it goes by HTTP, which Debian's network images bring as a module only: it must lie beside the loaders. GRUB before 2.12
 * takes no port in {@code (http,host)}: for it the edge must be at port 80.
 */
public final class GrubScripts {

    private GrubScripts() {}

    /**
     * {@code grub.cfg}: the same for every machine, which GRUB knows by its {@code net_default_mac}.
     *
     * @param mac the machine's, when the file's name told it
     */
    public static String first(Optional<String> mac, String edgeUrl) {
        return """
                # PureBoot: the first configuration, the same for every machine. It asks the edge what this one boots.
                insmod http
                set mac=%1$s
                source %2$s/grub/machine/$mac/$grub_cpu-$grub_platform
                while true; do
                  if [ -z "$heard" ]; then
                    echo 'PureBoot: nothing comes by HTTP. Does http.mod lie beside the loaders, and may GRUB load it?'
                  fi
                  sleep 5
                  source %2$s/grub/again/$mac/$grub_cpu-$grub_platform
                done
                """.formatted(mac.orElse("$net_default_mac"), device(edgeUrl));
    }

    /** The machine's configuration for what was decided. */
    public static String of(MachineQuestion question, BootDecision decision, String edgeUrl, String ipxeUrl) {
        return switch (decision) {
            case BootDecision.OfEngine(BootAnswer answer) -> of(question, answer, edgeUrl, ipxeUrl);
            case BootDecision.Disk(String reason) -> disk(question, reason);
            case BootDecision.Wait(String reason) -> wait(question, reason, Scripts.FALLBACK_WAIT);
        };
    }

    private static String of(MachineQuestion question, BootAnswer answer, String edgeUrl, String ipxeUrl) {
        return switch (answer.action()) {
            case KERNEL -> kernel(question, answer, edgeUrl);
            // A workflow's own script is iPXE's: GRUB loads that first, which asks again.
            case SCRIPT -> ipxe(question, answer.reason(), ipxeUrl);
            case DISK -> disk(question, answer.reason());
            case WAIT -> wait(question, answer.reason(), answer.retrySeconds().orElse(Scripts.FALLBACK_WAIT));
        };
    }

    private static String kernel(MachineQuestion question, BootAnswer answer, String edgeUrl) {
        Optional<String> kernel = answer.kernel();
        if (kernel.isEmpty()) {
            return wait(question, "the step names no kernel", Scripts.FALLBACK_WAIT);
        }
        String arguments = Scripts.arguments(question, answer, edgeUrl).stream()
                .flatMap(text -> List.of(text.split(" ", -1)).stream())
                .filter(argument -> !argument.isEmpty())
                .map(GrubScripts::quoted)
                .collect(Collectors.joining(" "));
        String initrds = answer.initrds().stream()
                .map(initrd -> " " + device(Scripts.artifact(initrd, edgeUrl)))
                .collect(Collectors.joining());
        return said(question, answer.reason())
                + "linux " + device(Scripts.artifact(kernel.get(), edgeUrl)) + " " + arguments + "\n"
                + (initrds.isEmpty() ? "" : "initrd" + initrds + "\n")
                + "boot\n";
    }

    private static String ipxe(MachineQuestion question, String reason, String ipxeUrl) {
        return said(question, "iPXE for " + reason) + "chainloader " + device(ipxeUrl) + "\nboot\n";
    }

    /** UEFI goes on to its next boot entry; a BIOS starts the first disk's boot sector. */
    private static String disk(MachineQuestion question, String reason) {
        return said(question, "from disk: " + reason)
                + (question.efi() ? "exit\n" : "set root=(hd0)\nchainloader +1\nboot\n");
    }

    private static String wait(MachineQuestion question, String reason, Seconds seconds) {
        long pause = Scripts.pause(seconds);
        return said(question, "waits " + pause + " s: " + reason) + "sleep " + pause + "\n";
    }

    /** GRUB's commands do not tell whether a file was found: what is read leaves a sign. */
    private static String said(MachineQuestion question, String text) {
        return "set heard=yes\necho " + quoted("PureBoot: " + question.mac() + ": " + PlainText.of(text)) + "\n";
    }

    /** One word for GRUB's shell, whatever is in it. */
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9_./:=,@%+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /** {@code http://host:port/path} as {@code (http,host:port)/path}, which is how GRUB names it. */
    private static String device(String url) {
        return url.replaceFirst("(?i)^(https?)://([^/]+)", "($1,$2)");
    }
}
