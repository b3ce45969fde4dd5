package io.pureboot.edge.loader;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Kinds of firmware, by what DHCP option 93 says (RFC 4578, section 2.1, and IANA's registry of processor architecture types). The numbers for
 * booting by HTTP name the same kinds: a loader is the same file whichever way it comes.
 */
public enum Architecture {
    BIOS("bios", 0, 20),
    IA64("ia64", 2),
    EFI_IA32("efi-ia32", 6, 15),
    /** 9 and 17 are "EFI byte code", which x64 firmware says of itself. */
    EFI_X64("efi-x64", 7, 9, 16, 17),
    EFI_ARM32("efi-arm32", 10, 18),
    EFI_ARM64("efi-arm64", 11, 19),
    PPC_OPEN_FIRMWARE("ppc-open-firmware", 12),
    PPC_OPAL("ppc-opal", 14),
    EFI_RISCV32("efi-riscv32", 25, 26),
    EFI_RISCV64("efi-riscv64", 27, 28),
    EFI_RISCV128("efi-riscv128", 29, 30),
    S390("s390", 31, 32),
    EFI_LOONGARCH32("efi-loongarch32", 37, 38),
    EFI_LOONGARCH64("efi-loongarch64", 39, 40),
    RASPBERRY_PI("raspberry-pi", 41);

    private static final List<String> RASPBERRY_PI_VENDORS =
            List.of("b8:27:eb", "dc:a6:32", "e4:5f:01", "28:cd:c1", "d8:3a:dd");

    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<Integer> codes;

    Architecture(String key, Integer... codes) {
        this.key = key;
        this.codes = List.of(codes);
    }

    /** Its name in settings and URLs. */
    public String key() {
        return key;
    }

    /** The kind of that name. */
    public static Optional<Architecture> named(String key) {
        return Arrays.stream(values())
                .filter(architecture -> architecture.key.equals(key))
                .findFirst();
    }

    /**
     * The kind of a number in option 93; empty when it is none that boots over a network here.
     *
     * @param hardware the machine's Ethernet address, with colons: a Raspberry Pi's firmware calls itself 0, as a PC's BIOS does
     */
    public static Optional<Architecture> of(int code, String hardware) {
        if (code == 0 && RASPBERRY_PI_VENDORS.stream().anyMatch(hardware::startsWith)) {
            return Optional.of(RASPBERRY_PI);
        }
        return Arrays.stream(values())
                .filter(architecture -> architecture.codes.contains(code))
                .findFirst();
    }

    /** Whether its firmware is UEFI. */
    public boolean efi() {
        return key.startsWith("efi-") || this == IA64;
    }
}
