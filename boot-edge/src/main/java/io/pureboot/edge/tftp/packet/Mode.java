package io.pureboot.edge.tftp.packet;

import java.util.Arrays;
import java.util.Optional;

/** How the bytes of a file travel (RFC 1350, section 1): as they are, or as text with CR LF line ends. */
public enum Mode {
    OCTET,
    NETASCII;

    /** The mode of that name in any case, or empty (so also for the obsolete {@code mail}). */
    public static Optional<Mode> parse(String text) {
        return Arrays.stream(values())
                .filter(mode -> mode.name().equalsIgnoreCase(text))
                .findFirst();
    }
}
