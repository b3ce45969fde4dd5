package io.pureboot.agents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * What an agent may find around it: a shell, an HTTP client, and either this machine's programs or nothing but busybox.
 *
 * @param needs programs without which these surroundings are not here
 */
record Surroundings(String name, List<String> shell, String client, boolean onlyBusybox, List<String> needs) {
    static Stream<Surroundings> all() {
        return Stream.of(
                new Surroundings("dash with curl", List.of("dash"), "curl", false, List.of("dash", "curl")),
                new Surroundings("bash with wget", List.of("bash"), "wget", false, List.of("bash", "wget")),
                new Surroundings("busybox and nothing else", List.of("busybox", "ash"), "", true, List.of("busybox")));
    }

    /** Skips the test, naming what is missing, when these surroundings are not here. */
    void assumeHere() {
        for (String program : needs) {
            Assumptions.assumeTrue(find(program).isPresent(), name + ": skipped, " + program + " is not installed");
        }
    }

    /** The PATH; with {@code onlyBusybox} a directory below {@code scratch} that holds its applets. */
    String path(Path scratch) throws IOException, InterruptedException {
        if (!onlyBusybox) {
            return System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        }
        Path applets = Files.createDirectories(scratch.resolve("applets"));
        Process install = new ProcessBuilder(
                        find("busybox").orElseThrow().toString(), "--install", "-s", applets.toString())
                .redirectErrorStream(true)
                .start();
        install.getOutputStream().close();
        install.getInputStream().readAllBytes();
        if (!install.waitFor(30, TimeUnit.SECONDS) || install.exitValue() != 0) {
            throw new IOException("busybox --install failed");
        }
        return applets.toString();
    }

    List<String> command(Path agent) {
        String program = find(shell.getFirst()).orElseThrow().toString();
        return Stream.concat(Stream.concat(Stream.of(program), shell.stream().skip(1)), Stream.of(agent.toString()))
                .toList();
    }

    static Optional<Path> find(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public String toString() {
        return name;
    }
}
