package io.pureboot.standalone.demo;

import io.pureboot.qemu.Firmware;
import io.pureboot.qemu.LabImages;
import io.pureboot.qemu.Programs;
import io.pureboot.qemu.QemuMachine;
import io.pureboot.qemu.RunningMachine;
import io.pureboot.standalone.machine.MachineIdentity;
import io.pureboot.standalone.machine.MachinePlug;
import io.pureboot.standalone.machine.SoftwareMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Virtual machines in QEMU: their network card's ROM is a real iPXE, their kernel is started, the agent's initramfs installs a
 * system on their disk, and that system phones home.
 */
public final class VirtualMachines implements MachineKind {
    private static final String FOLDER = "virtual-machine";
    private static final String LAST_WORD = "phone_home done";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final int LINES = 20;

    private final Firmware firmware;

    public VirtualMachines(Firmware firmware) {
        this.firmware = firmware;
    }

    @Override
    public String name() {
        return "virtual machine";
    }

    @Override
    public List<String> missing() {
        return Programs.missing(firmware).stream()
                .map(debianPackage -> debianPackage + " (Debian: apt-get install " + debianPackage + ")")
                .toList();
    }

    @Override
    public String hostAddress() {
        return QemuMachine.HOST_SEEN_BY_GUESTS;
    }

    @Override
    public BootFiles prepare(Path artifacts) throws IOException {
        Path scratch = Files.createTempDirectory("pureboot-images");
        try {
            LabImages images = LabImages.build(artifacts.resolve(FOLDER), scratch);
            return new BootFiles(
                    FOLDER + "/" + images.kernel(),
                    FOLDER + "/" + images.initrd(),
                    Optional.of(FOLDER + "/" + images.disk()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the images were being built", e);
        }
    }

    @Override
    public WorkflowText workflow(BootFiles files) throws IOException {
        String mode = firmware.name().toLowerCase(Locale.ROOT);
        String yaml = DemoLibrary.resource("/demo/virtual-machine.yaml")
                .replace("@BOOT_MODE@", mode)
                .replace("@KERNEL@", files.kernel())
                .replace("@INITRD@", files.initrd())
                .replace("@DISK@", files.disk().orElseThrow());
        return new WorkflowText("virtual-machine-" + mode, yaml);
    }

    @Override
    public SoftwareMachine.End run(MachineIdentity identity, MachinePlug plug, Path home, Consumer<String> listener)
            throws InterruptedException {
        QemuMachine machine =
                QemuMachine.of(firmware, home, identity.mac(), plug.tftp().getPort());
        try (RunningMachine running = machine.start()) {
            listener.accept("power on");
            while (running.isRunning()) {
                String console = running.console();
                console.lines()
                        .filter(line -> !line.isBlank())
                        .reduce((before, last) -> last)
                        .ifPresent(listener);
                if (console.contains(LAST_WORD)) {
                    return new SoftwareMachine.End.SystemUp();
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
            return new SoftwareMachine.End.Broken(running.lastWords(LINES));
        } catch (IOException | UncheckedIOException e) {
            return new SoftwareMachine.End.Broken(String.valueOf(e.getMessage()));
        }
    }
}
