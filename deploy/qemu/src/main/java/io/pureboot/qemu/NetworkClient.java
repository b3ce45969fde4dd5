package io.pureboot.qemu;

/** What in a machine boots over the network. */
public enum NetworkClient {
    /** iPXE in the ROM of QEMU's network card. */
    CARD_ROM,
    /** UEFI's own PXE client, by TFTP. */
    FIRMWARE_PXE,
    /** UEFI's own HTTP Boot client. */
    FIRMWARE_HTTP
}
