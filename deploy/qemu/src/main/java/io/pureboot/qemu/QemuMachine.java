package io.pureboot.qemu;

import io.pureboot.protocol.MacAddress;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A virtual machine whose first boot device is its network card and whose second is an empty disk.
 *
 * @param directory where its disk, its firmware's variables and {@code console.log} lie; one for each machine
 * @param memoryMegabytes 384 at least: kernel and initramfs are unpacked in memory beside their packed forms
 * @param diskMegabytes the size of its disk, which takes only the space that is written
 * @param network what its card is connected to
 * @param client what in it boots over the network
 */
public record QemuMachine(
        Firmware firmware,
        Path directory,
        MacAddress mac,
        UUID uuid,
        String serial,
        int memoryMegabytes,
        int diskMegabytes,
        Network network,
        NetworkClient client) {
    private static final int LEAST_MEMORY = 384;

    public QemuMachine {
        if (memoryMegabytes < LEAST_MEMORY) {
            throw new IllegalArgumentException("a machine needs " + LEAST_MEMORY + " MB, not " + memoryMegabytes);
        }
        if (firmware == Firmware.BIOS && client != NetworkClient.CARD_ROM) {
            throw new IllegalArgumentException("SeaBIOS has no network client of its own");
        }
    }

    /** The address at which a guest of QEMU's user networking reaches this host's loopback. */
    public static final String HOST_SEEN_BY_GUESTS = "10.0.2.2";

    /**
     * A machine of 512 MB with a disk of 64 MB that boots {@code boot.ipxe} by TFTP.
     *
     * @param tftpPort the UDP port of a TFTP server on this host's loopback; not 69, which is QEMU's own for its guests
     */
    public static QemuMachine of(Firmware firmware, Path directory, MacAddress mac, int tftpPort) {
        String bootFile = "tftp://" + HOST_SEEN_BY_GUESTS + ":" + tftpPort + "/boot.ipxe";
        UUID uuid = UUID.nameUUIDFromBytes(mac.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return new QemuMachine(
                firmware,
                directory,
                mac,
                uuid,
                "LAB-" + mac.hyphenated(),
                512,
                64,
                new Network.User(bootFile),
                NetworkClient.CARD_ROM);
    }

    /** A machine of 512 MB with a disk of 64 MB on {@code network}. */
    public static QemuMachine on(
            Network network, NetworkClient client, Firmware firmware, Path directory, MacAddress mac) {
        UUID uuid = UUID.nameUUIDFromBytes(mac.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return new QemuMachine(firmware, directory, mac, uuid, "LAB-" + mac.hyphenated(), 512, 64, network, client);
    }

    /**
     * Starts it.
     *
     * @throws IOException when QEMU or OVMF is not installed ({@link Programs#missing} tells), or its files cannot be made
     */
    public RunningMachine start() throws IOException {
        Files.createDirectories(directory);
        Path disk = directory.resolve("disk.img");
        try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
            file.setLength((long) diskMegabytes << 20);
        }
        Path console = directory.resolve("console.log");
        Files.deleteIfExists(console);
        Process process = new ProcessBuilder(command(disk, console))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("qemu.log").toFile())
                .start();
        process.getOutputStream().close();
        return new RunningMachine(process, console, directory.resolve("qemu.log"));
    }

    private List<String> command(Path disk, Path console) throws IOException {
        List<String> command = new ArrayList<>(network.runsIn());
        command.addAll(List.of("qemu-system-x86_64", "-accel", accelerator()));
        command.addAll(List.of("-machine", firmware == Firmware.UEFI ? "q35" : "pc", "-m", memoryMegabytes + "M"));
        command.addAll(List.of("-display", "none", "-monitor", "none", "-serial", "file:" + escaped(console)));
        command.addAll(
                List.of("-smbios", "type=1,manufacturer=PureBoot,product=Lab,serial=" + serial + ",uuid=" + uuid));
        command.addAll(List.of("-netdev", network.netdev("net0")));
        // Without a ROM on the card, UEFI's own client drives it.
        String rom = client == NetworkClient.CARD_ROM ? "" : ",romfile=";
        command.addAll(List.of("-device", "virtio-net-pci,netdev=net0,mac=" + mac + ",bootindex=1" + rom));
        command.addAll(List.of("-drive", "file=" + escaped(disk) + ",format=raw,if=none,id=disk0,cache=unsafe"));
        command.addAll(List.of("-device", "virtio-blk-pci,drive=disk0,bootindex=2", "-device", "virtio-rng-pci"));
        if (firmware == Firmware.UEFI) {
            command.addAll(ovmf());
        }
        return command;
    }

    private List<String> ovmf() throws IOException {
        Path code = firmware.code().orElseThrow(() -> new IOException("OVMF is not installed: apt-get install ovmf"));
        Path shipped = firmware.variables()
                .orElseThrow(() -> new IOException("OVMF's variables are not installed (package ovmf)"));
        Path variables = Files.copy(shipped, directory.resolve("variables.fd"), StandardCopyOption.REPLACE_EXISTING);
        // When iPXE leaves for the disk, OVMF first tries its own network clients; without PXE it loses less time.
        String pxe = client == NetworkClient.FIRMWARE_PXE ? "y" : "n";
        return List.of(
                "-drive",
                "if=pflash,format=raw,readonly=on,file=" + escaped(code),
                "-drive",
                "if=pflash,format=raw,file=" + escaped(variables),
                "-fw_cfg",
                "name=opt/org.tianocore/IPv4PXESupport,string=" + pxe,
                "-fw_cfg",
                "name=opt/org.tianocore/IPv6PXESupport,string=n");
    }

    /**
     * {@code tcg}, or what {@code PUREBOOT_LAB_ACCELERATOR} says. A {@code /dev/kvm} that can be opened proves nothing: under some
     * hypervisors firmware runs with it and kernels hang.
     */
    private static String accelerator() {
        return System.getenv().getOrDefault("PUREBOOT_LAB_ACCELERATOR", "tcg");
    }

    /** In QEMU's option values a comma is doubled. */
    private static String escaped(Path path) {
        return path.toAbsolutePath().toString().replace(",", ",,");
    }
}
