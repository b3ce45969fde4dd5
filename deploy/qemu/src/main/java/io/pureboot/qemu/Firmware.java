package io.pureboot.qemu;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a virtual machine starts with: SeaBIOS, or OVMF (UEFI). */
public enum Firmware {
    BIOS,
    UEFI;

    private static final List<Path> OVMF_DIRECTORIES = List.of(Path.of("/usr/share/OVMF"), Path.of("/usr/share/ovmf"));

    /** OVMF's code, read only; empty for BIOS or when it is not installed (package ovmf). */
    Optional<Path> code() {
        return this == BIOS ? Optional.empty() : ovmf("OVMF_CODE_4M.fd", "OVMF_CODE.fd");
    }

    /** OVMF's variables as they are shipped; each machine writes to a copy of its own. */
    Optional<Path> variables() {
        return this == BIOS ? Optional.empty() : ovmf("OVMF_VARS_4M.fd", "OVMF_VARS.fd");
    }

    private static Optional<Path> ovmf(String... names) {
        return OVMF_DIRECTORIES.stream()
                .flatMap(directory -> List.of(names).stream().map(directory::resolve))
                .filter(Files::isReadable)
                .findFirst();
    }
}
