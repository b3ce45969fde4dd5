package io.pureboot.edge.dhcp.packet;

import java.util.HexFormat;

/**
 * A client's link-layer address.
 *
 * @param hex its bytes as pairs of lower-case hex digits with colons; empty for none
 */
public record HardwareAddress(String hex) {

    static HardwareAddress of(byte[] bytes) {
        return new HardwareAddress(HexFormat.ofDelimiter(":").formatHex(bytes));
    }

    byte[] bytes() {
        return HexFormat.ofDelimiter(":").parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
