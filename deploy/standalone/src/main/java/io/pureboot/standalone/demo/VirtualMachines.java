package io.pureboot.standalone.demo;

import io.pureboot.standalone.machine.MachineIdentity;
import io.pureboot.standalone.machine.MachinePlug;
import io.pureboot.standalone.machine.SoftwareMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Virtual machines in QEMU: their firmware is a real iPXE, their kernel is started. */
public final class VirtualMachines implements MachineKind {
    @Override
    public String name() {
        return "virtual machine";
    }

    @Override
    public List<String> missing() {
        List<String> missing = new ArrayList<>();
        program("qemu-system-x86_64", "qemu-system-x86").ifPresent(missing::add);
        program("busybox", "busybox-static").ifPresent(missing::add);
        program("cpio", "cpio").ifPresent(missing::add);
        if (!Files.isDirectory(Path.of("/usr/lib/ipxe/qemu"))) {
            missing.add("network ROMs in /usr/lib/ipxe/qemu (Debian: apt-get install ipxe-qemu)");
        }
        if (!kernelIsThere()) {
            missing.add("a kernel in /boot (Debian: apt-get install linux-image-cloud-amd64)");
        }
        // Known to be there only when the lab brings them.
        missing.add("the lab that starts virtual machines is not in this build");
        return missing;
    }

    private static Optional<String> program(String name, String debianPackage) {
        boolean there = Stream.of(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
        return there ? Optional.empty() : Optional.of(name + " (Debian: apt-get install " + debianPackage + ")");
    }

    private static boolean kernelIsThere() {
        try (Stream<Path> files = Files.list(Path.of("/boot"))) {
            return files.anyMatch(file -> String.valueOf(file.getFileName()).startsWith("vmlinuz"));
        } catch (IOException e) {
            return false;
        }
    }

    /** QEMU's user network shows the host under this address. */
    @Override
    public String hostAddress() {
        return "10.0.2.2";
    }

    @Override
    public BootFiles prepare(Path artifacts) throws IOException {
        throw new IOException(String.join("\n", missing()));
    }

    @Override
    public SoftwareMachine.End run(MachineIdentity identity, MachinePlug plug, Path home, Consumer<String> listener) {
        return new SoftwareMachine.End.Broken(String.join("; ", missing()));
    }
}
