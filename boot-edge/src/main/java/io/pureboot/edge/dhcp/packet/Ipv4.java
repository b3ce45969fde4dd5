package io.pureboot.edge.dhcp.packet;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IPv4 address.
 *
 * @param bits its four bytes, the first one highest
 */
public record Ipv4(int bits) {

    /** {@code 0.0.0.0}: none. */
    public static final Ipv4 NONE = new Ipv4(0);

    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /** Reads {@code 192.0.2.1}; empty when it is anything else. */
    public static Optional<Ipv4> parse(String text) {
        if (!DOTTED.matcher(text).matches()) {
            return Optional.empty();
        }
        int bits = 0;
        for (String part : text.split("\\.", -1)) {
            int octet = Integer.parseInt(part);
            if (octet > 255) {
                return Optional.empty();
            }
            bits = bits << 8 | octet;
        }
        return Optional.of(new Ipv4(bits));
    }

    public boolean isNone() {
        return bits == 0;
    }

    /** Whether it can be one machine's: neither none, nor of a group, nor everybody's. */
    public boolean isHost() {
        int first = bits >>> 24;
        return first > 0 && first < 224;
    }

    /** Its four bytes, as on the wire. */
    public byte[] bytes() {
        return new byte[] {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits};
    }

    @Override
    public String toString() {
        return (bits >>> 24) + "." + (bits >> 16 & 0xFF) + "." + (bits >> 8 & 0xFF) + "." + (bits & 0xFF);
    }
}
