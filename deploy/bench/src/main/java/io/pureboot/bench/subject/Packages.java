package io.pureboot.bench.subject;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Programs of other people: those on the PATH, else unpacked from Debian's packages into a folder, where nothing of the system is changed.
 *
 * @param folder below target/, kept for the next time
 */
public record Packages(Path folder) {

    private static final int PATIENCE_MINUTES = 3;

    /** Where programs of servers are, even for users whose PATH lacks it. */
    private static final List<Path> USUAL = List.of(Path.of("/usr/sbin"), Path.of("/usr/local/sbin"));

    /**
     * A program that runs.
     *
     * @param libraries where its shared libraries may be, as LD_LIBRARY_PATH has it; empty for an installed one
     */
    public record Program(Path path, String libraries) {}

    /**
     * Finds {@code name}, or fetches {@code packages}, of which one has it.
     *
     * @throws IOException when it is not to be had, with the reason
     */
    public Program find(String name, List<String> packages) throws IOException {
        Optional<Path> installed = Stream.concat(
                        Arrays.stream(System.getenv()
                                        .getOrDefault("PATH", "/usr/bin")
                                        .split(":", -1))
                                .map(Path::of),
                        USUAL.stream())
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
        if (installed.isPresent()) {
            return new Program(installed.get(), "");
        }
        if (unpacked(name).isEmpty()) {
            fetch(packages);
        }
        return unpacked(name)
                .orElseThrow(() -> new IOException("none of the packages " + packages + " has the program " + name));
    }

    private Optional<Program> unpacked(String name) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(path -> path.endsWith("sbin/" + name) && Files.isExecutable(path))
                    .findFirst()
                    .map(path -> new Program(path, libraries()));
        }
    }

    private String libraries() {
        try (Stream<Path> all = Files.walk(folder)) {
            return String.join(
                    ":",
                    all.filter(path -> path.toString().matches(".*/lib/[^/]*-linux-[^/]*") && Files.isDirectory(path))
                            .map(Path::toString)
                            .toList());
        } catch (IOException unread) {
            return "";
        }
    }

    private void fetch(List<String> packages) throws IOException {
        Files.createDirectories(folder);
        for (String each : packages) {
            run("apt-get", "-q", "download", each);
        }
        try (Stream<Path> archives = Files.list(folder)) {
            for (Path archive :
                    archives.filter(path -> path.toString().endsWith(".deb")).toList()) {
                run("dpkg-deb", "--extract", archive.toString(), folder.toString());
            }
        }
    }

    private void run(String... command) throws IOException {
        Path log = folder.resolve("fetch.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(
                        String.join(" ", command) + " failed: " + Files.readString(log, StandardCharsets.UTF_8));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted in " + command[0], interrupted);
        }
    }
}
