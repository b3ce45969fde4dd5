package io.pureboot.qemu;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs and files of this host that the lab needs, and the Debian packages that bring them. */
public final class Programs {
    /** Program or file, and its package. */
    private record Need(String what, String debianPackage) {
        boolean isHere() {
            return what.startsWith("/")
                    ? Files.isReadable(Path.of(what))
                    : find(what).isPresent();
        }
    }

    private static final List<Need> MACHINE = List.of(
            new Need("qemu-system-x86_64", "qemu-system-x86"),
            new Need("/usr/lib/ipxe/qemu/pxe-virtio.rom", "ipxe-qemu"));
    private static final List<Need> UEFI = List.of(new Need("/usr/lib/ipxe/qemu/efi-virtio.rom", "ipxe-qemu"));
    private static final List<Need> IMAGES = List.of(
            new Need("sh", "dash"),
            new Need("cpio", "cpio"),
            new Need("gzip", "gzip"),
            new Need("busybox", "busybox-static"),
            new Need("grub-mkimage", "grub-common"),
            new Need("/usr/lib/grub/i386-pc/boot.img", "grub-pc-bin"),
            new Need("/usr/lib/grub/x86_64-efi/moddep.lst", "grub-efi-amd64-bin"),
            new Need("mformat", "mtools"));

    private static final List<Need> PROXY_DHCP = List.of(
            new Need("ip", "iproute2"),
            new Need("dnsmasq", "dnsmasq-base"),
            new Need("/usr/lib/ipxe/undionly.kpxe", "ipxe"),
            new Need("/usr/lib/ipxe/ipxe.efi", "ipxe"));

    private static final List<Need> GRUB = List.of(
            new Need("ip", "iproute2"),
            new Need("dnsmasq", "dnsmasq-base"),
            new Need("/usr/lib/grub/x86_64-efi/monolithic/grubnetx64.efi", "grub-efi-amd64-bin"));

    private Programs() {}

    /** The Debian packages that are missing for a machine of UEFI that boots a kernel of this host through GRUB; empty: all is here. */
    public static List<String> missingForGrub() {
        return Stream.of(
                        Stream.concat(MACHINE.stream(), GRUB.stream())
                                .filter(need -> !need.isHere())
                                .map(Need::debianPackage),
                        Firmware.UEFI.code().isEmpty() ? Stream.of("ovmf") : Stream.<String>empty(),
                        kernel().isEmpty() ? Stream.of("linux-image-cloud-amd64") : Stream.<String>empty())
                .flatMap(packages -> packages)
                .distinct()
                .toList();
    }

    /** The Debian packages that are missing for a machine of that firmware that is told by proxyDHCP what to boot; empty: all is here. */
    public static List<String> missingForProxyDhcp(Firmware firmware) {
        Stream<String> packages = Stream.concat(MACHINE.stream(), PROXY_DHCP.stream())
                .filter(need -> !need.isHere())
                .map(Need::debianPackage);
        if (firmware == Firmware.UEFI && firmware.code().isEmpty()) {
            packages = Stream.concat(packages, Stream.of("ovmf"));
        }
        return packages.distinct().toList();
    }

    /** The Debian packages that are missing for booting a machine of that firmware from the lab's own images; empty: all is here. */
    public static List<String> missing(Firmware firmware) {
        Stream<Need> needs = Stream.concat(MACHINE.stream(), IMAGES.stream());
        if (firmware == Firmware.UEFI) {
            needs = Stream.concat(needs, UEFI.stream());
        }
        Stream<String> packages = needs.filter(need -> !need.isHere()).map(Need::debianPackage);
        if (firmware == Firmware.UEFI && firmware.code().isEmpty()) {
            packages = Stream.concat(packages, Stream.of("ovmf"));
        }
        if (kernel().isEmpty()) {
            packages = Stream.concat(packages, Stream.of("linux-image-cloud-amd64"));
        }
        return packages.distinct().toList();
    }

    /** A kernel of this host whose modules are here too. */
    public static Optional<Path> kernel() {
        String[] versions =
                Optional.ofNullable(Path.of("/lib/modules").toFile().list()).orElse(new String[0]);
        return Arrays.stream(versions)
                .map(version -> Path.of("/boot/vmlinuz-" + version))
                .filter(Files::isReadable)
                .findFirst();
    }

    static Optional<Path> find(String program) {
        return Stream.of(System.getenv()
                        .getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
                        .split(":"))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
