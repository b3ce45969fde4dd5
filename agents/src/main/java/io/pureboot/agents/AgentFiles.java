package io.pureboot.agents;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The agents' files as resources of this module: an explicit list, and their unpacking into a directory. */
public final class AgentFiles {
    /** Every resource's name begins with it; what follows is the path below {@code agents/}. */
    public static final String ROOT = "pureboot/agent/";

    /** The agent for Linux: POSIX sh, promises P-34 to P-36. Its head says how it is called. */
    public static final String LINUX_AGENT = ROOT + "linux/pureboot-agent.sh";

    /** The agent for Windows: PowerShell 5.1 and later, promises P-34 to P-36. Its head says how it is called. */
    public static final String WINDOWS_AGENT = ROOT + "windows/pureboot-agent.ps1";

    /** Builds the agent's initramfs from Debian's packages: {@code build-initramfs.sh OUT.img [KERNEL_VERSION]}. */
    public static final String INITRAMFS_BUILDER = ROOT + "initramfs/build-initramfs.sh";

    /** The initramfs's {@code /init}. */
    public static final String INITRAMFS_INIT = ROOT + "initramfs/init";

    /** What udhcpc calls in the initramfs when it has an address. */
    public static final String INITRAMFS_UDHCPC = ROOT + "initramfs/udhcpc.script";

    /** All of them. */
    public static final List<String> ALL =
            List.of(LINUX_AGENT, WINDOWS_AGENT, INITRAMFS_BUILDER, INITRAMFS_INIT, INITRAMFS_UDHCPC);

    /** Those of them that are shell. */
    public static final List<String> SHELL =
            ALL.stream().filter(name -> !name.endsWith(".ps1")).toList();

    private AgentFiles() {}

    /**
     * Opens one of {@link #ALL}; the caller closes it.
     *
     * @throws IOException when there is no such resource
     */
    public static InputStream open(String resource) throws IOException {
        InputStream stream = AgentFiles.class.getClassLoader().getResourceAsStream(resource);
        if (stream == null) {
            throw new IOException("no resource " + resource + " on the class path");
        }
        return stream;
    }

    /**
     * Writes all of them below {@code directory}, executable, each under its path below {@code agents/}
     * ({@code linux/pureboot-agent.sh}, {@code initramfs/build-initramfs.sh} …), so that the builder finds its neighbours.
     * Replaces what is there.
     */
    public static void unpack(Path directory) throws IOException {
        for (String resource : ALL) {
            Path file = directory.resolve(resource.substring(ROOT.length()));
            Files.createDirectories(file.getParent());
            try (InputStream in = open(resource)) {
                Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }
}
