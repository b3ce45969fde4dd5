package io.pureboot.edge.fakes;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Packets that a protocol knows, damaged here and there, some of them not at all; the same ones for the same seed. */
public final class DamagedPackets {
    private static final int MOST_ADDED = 300;
    private static final int TELLING_BYTES = 80;

    private final Random random;
    private final List<byte[]> whole;
    private final Bounds bounds;

    /**
     * How far the damage goes.
     *
     * @param mostDamages to one packet
     * @param shortest in bytes
     * @param longest in bytes, no less than that of the whole packets
     * @param tellingFrom where a packet begins to be telling: two of three damages are there or soon behind, as padding hides the others
     */
    public record Bounds(int mostDamages, int shortest, int longest, int tellingFrom) {}

    /** @param whole with at least one byte each */
    public DamagedPackets(long seed, List<byte[]> whole, Bounds bounds) {
        this.random = new Random(seed);
        this.whole = List.copyOf(whole);
        this.bounds = bounds;
    }

    public byte[] next() {
        byte[] packet = other().clone();
        for (int left = random.nextInt(bounds.mostDamages + 1); left > 0 && packet.length > 0; left--) {
            packet = damaged(packet, place(packet));
        }
        return packet;
    }

    private int place(byte[] packet) {
        return random.nextInt(3) == 0
                ? random.nextInt(packet.length)
                : Math.min(packet.length - 1, bounds.tellingFrom + random.nextInt(TELLING_BYTES));
    }

    private byte[] damaged(byte[] packet, int at) {
        switch (random.nextInt(9)) {
            case 0 -> packet[at] = (byte) random.nextInt();
            case 1 -> packet[at] ^= (byte) (1 << random.nextInt(8));
            // Ends of texts and paddings, and of options.
            case 2 -> packet[at] = 0;
            case 3 -> packet[at] = (byte) 0xFF;
            case 4 -> {
                return Arrays.copyOf(packet, Math.max(bounds.shortest, random.nextInt(packet.length)));
            }
            case 5 -> {
                return longer(packet, random.nextInt(MOST_ADDED));
            }
            case 6 -> {
                byte[] longer = longer(packet, 1 + random.nextInt(MOST_ADDED));
                Arrays.fill(longer, packet.length, longer.length, (byte) ('0' + random.nextInt(10)));
                return longer;
            }
            case 7 -> {
                byte[] twice = longer(packet, packet.length);
                System.arraycopy(packet, 0, twice, packet.length, twice.length - packet.length);
                return twice;
            }
            default -> splice(other(), packet, at);
        }
        return packet;
    }

    private byte[] longer(byte[] packet, int added) {
        return Arrays.copyOf(packet, Math.min(bounds.longest, packet.length + added));
    }

    /** Goes on as the other one does. */
    private static void splice(byte[] other, byte[] packet, int at) {
        int from = Math.min(at, other.length);
        System.arraycopy(other, from, packet, from, Math.min(other.length, packet.length) - from);
    }

    private byte[] other() {
        return whole.get(random.nextInt(whole.size()));
    }
}
