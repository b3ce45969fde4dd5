package io.pureboot.edge.tftp;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Optional;

/**
 * A network in CIDR notation.
 *
 * @param address any address in it
 * @param prefixBits 0 to 32, or to 128 for IPv6
 */
public record Subnet(InetAddress address, int prefixBits) {

    public Subnet {
        if (prefixBits < 0 || prefixBits > 8 * address.getAddress().length) {
            throw new IllegalArgumentException(
                    "the network " + address.getHostAddress() + " has no prefix of " + prefixBits + " bits");
        }
    }

    /**
     * Reads {@code 10.8.0.0/16} or {@code 2001:db8::/32}.
     *
     * @throws IllegalArgumentException when it is neither
     */
    public static Subnet parse(String cidr) {
        String[] sides = cidr.split("/", -1);
        // A literal only: a name would be looked up.
        Optional<InetAddress> address = Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(sides[0]));
        if (address.isEmpty() || sides.length != 2 || !sides[1].matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("not a network: " + cidr);
        }
        return new Subnet(address.get(), Integer.parseInt(sides[1]));
    }

    /** Whether {@code other} is in this network; one of the other family never is. */
    public boolean contains(InetAddress other) {
        byte[] ours = address.getAddress();
        byte[] theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((ours[bit / 8] ^ theirs[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
