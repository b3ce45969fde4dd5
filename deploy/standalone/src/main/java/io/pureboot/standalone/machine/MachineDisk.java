package io.pureboot.standalone.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The machine's disk: a directory that the steps' scripts find as {@code PUREBOOT_MACHINE_DISK}. */
public record MachineDisk(Path root) {
    /** The script that installs writes this file last; with it the disk boots. */
    private static final String BOOTABLE = "boot/bootable";

    /** Where the installed system's cloud-init finds its data: a line as on a kernel's command line, {@code ds=nocloud;s=URL}. */
    private static final String DATASOURCE = "etc/cloud/ds-nocloud";

    boolean boots() {
        return Files.exists(root.resolve(BOOTABLE));
    }

    /** The URL below which the seed lies, with its slash. */
    Optional<String> seedUrl() throws IOException {
        return read(DATASOURCE)
                .filter(line -> line.contains("s="))
                .map(line -> line.substring(line.indexOf(";s=") + ";s=".length()))
                .map(url -> url.endsWith("/") ? url : url + "/");
    }

    Optional<String> read(String name) throws IOException {
        Path file = resolve(name);
        return Files.isRegularFile(file)
                ? Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip())
                : Optional.empty();
    }

    void write(String name, String content) throws IOException {
        Path file = resolve(name);
        Files.createDirectories(file.resolve("..").normalize());
        Files.writeString(file, content, StandardCharsets.UTF_8);
    }

    /** What cloud-init is told to write stays on this disk, whatever its path says. */
    private Path resolve(String name) throws IOException {
        Path file = root.resolve(name.replaceFirst("^/+", "")).normalize();
        if (!file.startsWith(root)) {
            throw new IOException(name + " is not on the machine's disk");
        }
        return file;
    }
}
