package io.pureboot.edge.tftp.packet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Datagrams that are nearly TFTP; the same ones for the same seed. */
public final class Mutations {

    private static final List<String> SEEDS = List.of(
            "\0\1boot/ipxe.efi\0octet\0tsize\0" + "0\0blksize\0" + "1468\0windowsize\0" + "4\0",
            "\0\1f\0octet\0blksize\0" + "1432\0tsize\0" + "0\0",
            "\0\1f\0octet\0",
            "\0\1f\0netascii\0",
            "\0\1\\Boot\\BCD\0octet\0tsize\0" + "0\0blksize\0" + "1456\0msftwindow\0" + "31416\0",
            "\0\1../../etc/passwd\0octet\0",
            "\0\1f\0octet\0tsize\0enable\0timeout\0" + "2\0blksize\0" + "1428\0windowsize\0" + "8\0",
            "\0\2f\0octet\0tsize\0" + "99\0",
            "\0\3\0\1payload",
            "\0\4\0\0",
            "\0\4\0\1",
            "\0\5\0\10User aborted the transfer\0",
            "\0\6blksize\0" + "1468\0");

    private final Random random;

    public Mutations(long seed) {
        this.random = new Random(seed);
    }

    /** One to 2,100 bytes. */
    public byte[] next() {
        byte[] datagram = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(ISO_8859_1);
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            datagram = changed(datagram);
        }
        return datagram;
    }

    private byte[] changed(byte[] datagram) {
        int at = random.nextInt(datagram.length);
        switch (random.nextInt(6)) {
            case 0 -> datagram[at] = (byte) random.nextInt();
            case 1 -> datagram[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> {
                return Arrays.copyOf(datagram, Math.max(1, at));
            }
            case 3 -> datagram[at] = 0;
            case 4 -> {
                byte[] longer = Arrays.copyOf(datagram, Math.min(2100, datagram.length + 1 + random.nextInt(300)));
                Arrays.fill(longer, datagram.length, longer.length, (byte) ('0' + random.nextInt(10)));
                return longer;
            }
            default -> {
                byte[] twice = Arrays.copyOf(datagram, Math.min(2100, 2 * datagram.length));
                System.arraycopy(datagram, 0, twice, datagram.length, twice.length - datagram.length);
                return twice;
            }
        }
        return datagram;
    }
}
