package io.pureboot.qemu;

import io.pureboot.agents.AgentFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The files that a lab's machines boot and install, built by the scripts of {@code agents/initramfs} and
 * {@code deploy/qemu/disk-image} from this host's packages.
 *
 * @param kernel name of the kernel within the directory
 * @param initrd name of the agent's initramfs
 * @param disk name of the packed disk image that stands for an installed system
 */
public record LabImages(String kernel, String initrd, String disk) {
    private static final String RESOURCES = "pureboot/qemu/disk-image/";
    private static final long LONGEST_BUILD_SECONDS = 300;

    /**
     * Builds them into {@code directory}.
     *
     * @param scratch a directory for the unpacked scripts
     * @throws IOException when a script fails; the message is what the script said, which names the missing package
     */
    public static LabImages build(Path directory, Path scratch) throws IOException, InterruptedException {
        Files.createDirectories(directory);
        AgentFiles.unpack(scratch);
        for (String name : List.of("build-disk.sh", "installed-init")) {
            unpack(name, Files.createDirectories(scratch.resolve("disk-image")).resolve(name));
        }
        Path builder = scratch.resolve(AgentFiles.INITRAMFS_BUILDER.substring(AgentFiles.ROOT.length()));
        LabImages images = new LabImages("vmlinuz", "agent.img", "disk.img.gz");
        String said = run(
                Map.of(),
                "sh",
                builder.toString(),
                directory.resolve(images.initrd).toString());
        Path kernel = Path.of(said.lines()
                .filter(line -> line.startsWith("kernel="))
                .map(line -> line.substring("kernel=".length()))
                .findFirst()
                .orElseThrow(() -> new IOException("the initramfs builder named no kernel: " + said)));
        Files.copy(kernel, directory.resolve(images.kernel), StandardCopyOption.REPLACE_EXISTING);
        run(
                Map.of("PUREBOOT_INITRAMFS_BUILDER", builder.toString()),
                "sh",
                scratch.resolve("disk-image/build-disk.sh").toString(),
                directory.resolve(images.disk).toString());
        return images;
    }

    private static void unpack(String name, Path to) throws IOException {
        Optional<InputStream> resource =
                Optional.ofNullable(LabImages.class.getClassLoader().getResourceAsStream(RESOURCES + name));
        try (InputStream in = resource.orElseThrow(() -> new IOException("no resource " + RESOURCES + name))) {
            Files.copy(in, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static String run(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(LONGEST_BUILD_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(command[1] + " took longer than " + LONGEST_BUILD_SECONDS + " s; it said: " + said);
        }
        if (process.exitValue() != 0) {
            throw new IOException(said.strip());
        }
        return said;
    }
}
