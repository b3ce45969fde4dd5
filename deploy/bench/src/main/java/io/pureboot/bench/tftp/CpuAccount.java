package io.pureboot.bench.tftp;

import io.pureboot.bench.subject.ProcessUse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The processor time of a process and of all its children, also of those that end without being waited for, as those of tftpd-hpa do: by a control
 * group of its own where one may be made (root), else by what /proc knows.
 *
 * @param group the control group's folder; empty when there is none
 */
record CpuAccount(long pid, Optional<Path> group) implements AutoCloseable {

    /** Where groups are made: version 2, then version 1. */
    private static final List<Path> ROOTS = List.of(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup/cpuacct"));

    private static final String VERSION_2 = "cpu.stat";
    private static final String VERSION_1 = "cpuacct.usage";

    /** Counts from now on. */
    static CpuAccount of(long pid) {
        for (Path root : ROOTS) {
            Path group = root.resolve("pureboot-bench-" + pid);
            try {
                if (Files.exists(root.resolve(VERSION_2)) || Files.exists(root.resolve(VERSION_1))) {
                    Files.createDirectory(group);
                    Files.writeString(group.resolve("cgroup.procs"), Long.toString(pid));
                    return new CpuAccount(pid, Optional.of(group));
                }
            } catch (IOException refused) {
                remove(group);
            }
        }
        return new CpuAccount(pid, Optional.empty());
    }

    Duration used() throws IOException {
        if (group.isEmpty()) {
            return ProcessUse.cpuOfTree(pid);
        }
        Path stat = group.get().resolve(VERSION_2);
        if (Files.exists(stat)) {
            for (String line : Files.readAllLines(stat)) {
                if (line.startsWith("usage_usec ")) {
                    return Duration.ofNanos(1000 * Long.parseLong(line.substring("usage_usec ".length())));
                }
            }
        }
        return Duration.ofNanos(
                Long.parseLong(Files.readString(group.get().resolve(VERSION_1)).strip()));
    }

    /** Removes the group; its processes have ended. */
    @Override
    public void close() {
        group.ifPresent(CpuAccount::remove);
    }

    private static void remove(Path group) {
        try {
            Files.deleteIfExists(group);
        } catch (IOException busy) {
            // An empty group more does no harm.
            group.toFile().deleteOnExit();
        }
    }
}
