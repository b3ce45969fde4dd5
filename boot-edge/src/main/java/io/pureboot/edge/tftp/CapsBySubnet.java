package io.pureboot.edge.tftp;

import io.pureboot.edge.tftp.transfer.Caps;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The most that clients are granted, by where they are: a network behind a tunnel takes smaller blocks than the others.
 *
 * @param general for those in none of the networks
 * @param blocks networks with a largest block of their own, the narrowest first
 */
public record CapsBySubnet(Caps general, List<BlockCap> blocks) {

    /** The largest block in one network, 512 to 65464 bytes. */
    public record BlockCap(Subnet subnet, int blockBytes) {}

    public CapsBySubnet {
        blocks = blocks.stream()
                .sorted(Comparator.comparingInt((BlockCap cap) -> cap.subnet().prefixBits())
                        .reversed())
                .toList();
        // Refused here, not when the first client of that network asks.
        blocks.forEach(cap -> new Caps(cap.blockBytes(), general.windowBlocks()));
    }

    public static CapsBySubnet everywhere(Caps caps) {
        return new CapsBySubnet(caps, List.of());
    }

    /**
     * Reads {@code 10.8.0.0/16=1400,2001:db8::/32=1200}; empty text is no network.
     *
     * @throws IllegalArgumentException when it is something else, or a block is out of range
     */
    public static CapsBySubnet parse(Caps general, String text) {
        List<BlockCap> blocks = Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .map(CapsBySubnet::entry)
                .toList();
        return new CapsBySubnet(general, blocks);
    }

    /** What a client at {@code address} is granted at most; of several networks the narrowest counts. */
    public Caps of(InetAddress address) {
        return blocks.stream()
                .filter(cap -> cap.subnet().contains(address))
                .findFirst()
                .map(cap -> new Caps(cap.blockBytes(), general.windowBlocks()))
                .orElse(general);
    }

    private static BlockCap entry(String entry) {
        String[] sides = entry.split("=", -1);
        if (sides.length != 2 || !sides[1].strip().matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("not NETWORK=BYTES: " + entry);
        }
        return new BlockCap(Subnet.parse(sides[0].strip()), Integer.parseInt(sides[1].strip()));
    }
}
