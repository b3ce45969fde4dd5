package io.pureboot.standalone.machine;

import io.pureboot.standalone.machine.ipxe.BootResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * One boot of the agent: the script that the edge serves, unchanged, in this system's {@code sh}. What a kernel's command line tells the
 * real one stands in a file; rebooting is a word in another.
 */
final class AgentRun {
    private static final long STOP_SECONDS = 15;

    private final HttpClient http;
    private final Path ram;
    private final MachineDisk disk;
    private final Path console;

    /** @param ram a directory that is empty at every boot */
    AgentRun(HttpClient http, Path ram, MachineDisk disk, Path console) {
        this.http = http;
        this.ram = ram;
        this.disk = disk;
        this.console = console;
    }

    /** How the agent ended. */
    sealed interface End {
        /** It wants the machine to reboot; {@code reason} is {@code reboot} or {@code disk}. */
        record Reboot(String reason) implements End {}

        /** Nothing will follow. */
        record Done() implements End {}

        record Failed(String why) implements End {}
    }

    /** Runs until the agent ends by itself; when interrupted, it is ended with whatever it runs. */
    End run(BootResult.Kernel boot) throws IOException, InterruptedException {
        String server = argument(boot, "pureboot.server");
        if (server.isEmpty()) {
            return new End.Failed("the kernel's command line names no pureboot.server");
        }
        Path agent = ram.resolve("pureboot-agent.sh");
        fetch(URI.create(server + "/agent/linux/pureboot-agent.sh"), agent);
        Path commandLine =
                Files.writeString(ram.resolve("cmdline"), boot.kernel().arguments() + "\n", StandardCharsets.UTF_8);
        Path marker = ram.resolve("rebooting");
        ProcessBuilder builder = new ProcessBuilder("sh", agent.toString())
                .directory(ram.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()));
        environment(builder.environment(), commandLine, marker);
        Process process = builder.start();
        try {
            int status = process.waitFor();
            return end(status, marker);
        } catch (InterruptedException e) {
            stop(process);
            throw e;
        }
    }

    /** Nothing of PureBoot's own environment reaches the machine. */
    private void environment(Map<String, String> environment, Path commandLine, Path marker) throws IOException {
        environment.keySet().removeIf(name -> name.startsWith("PUREBOOT_"));
        environment.put("PUREBOOT_CMDLINE_FILE", commandLine.toString());
        environment.put(
                "PUREBOOT_WORK_DIR", Files.createDirectory(ram.resolve("agent")).toString());
        environment.put("PUREBOOT_BOOT_ID", UUID.randomUUID().toString());
        environment.put(
                "PUREBOOT_REBOOT_COMMAND", "printf %s \"$PUREBOOT_REBOOT_REASON\" >\"$PUREBOOT_MACHINE_MARKER\"");
        environment.put("PUREBOOT_MACHINE_MARKER", marker.toString());
        environment.put("PUREBOOT_MACHINE_DISK", disk.root().toString());
    }

    private static End end(int status, Path marker) throws IOException {
        if (Files.exists(marker)) {
            return new End.Reboot(Files.readString(marker, StandardCharsets.UTF_8));
        }
        return status == 0 ? new End.Done() : new End.Failed("the agent ended with status " + status);
    }

    private void fetch(URI uri, Path file) throws IOException, InterruptedException {
        HttpResponse<Path> response =
                http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofFile(file));
        if (response.statusCode() != 200) {
            throw new IOException(uri + ": HTTP " + response.statusCode());
        }
    }

    /** {@code TERM} first: the agent then ends the script that it runs. */
    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static String argument(BootResult.Kernel boot, String name) {
        return Arrays.stream(boot.kernel().arguments().split("\\s+", -1))
                .filter(word -> word.startsWith(name + "="))
                .map(word -> word.substring(name.length() + 1))
                .reduce((first, last) -> last)
                .orElse("");
    }
}
