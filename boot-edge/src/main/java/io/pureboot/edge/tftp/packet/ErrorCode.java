package io.pureboot.edge.tftp.packet;

/** The error codes of RFC 1350 (0 to 7) and RFC 2347 (8). */
public enum ErrorCode {
    NOT_DEFINED(0),
    FILE_NOT_FOUND(1),
    ACCESS_VIOLATION(2),
    DISK_FULL(3),
    ILLEGAL_OPERATION(4),
    UNKNOWN_TRANSFER_ID(5),
    FILE_EXISTS(6),
    NO_SUCH_USER(7),
    OPTIONS_REFUSED(8);

    private final int wire;

    ErrorCode(int wire) {
        this.wire = wire;
    }

    /** Its number in a datagram. */
    public int wire() {
        return wire;
    }
}
