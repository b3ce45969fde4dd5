package io.pureboot.edge.tftp;

import io.pureboot.edge.tftp.transfer.Caps;
import io.pureboot.edge.tftp.transfer.Patience;
import java.net.InetSocketAddress;

/**
 * How the server listens and what it grants.
 *
 * @param listen where requests arrive; port 0 takes a free one; a wildcard is IPv4 and IPv6 together where the machine has both
 * @param cacheBytes of files that are kept in memory for all transfers
 * @param nativeTransport whether Linux's own system calls are used where they can be; off, it is the JDK's everywhere
 */
public record TftpSettings(
        InetSocketAddress listen,
        AnswerPorts ports,
        CapsBySubnet caps,
        Patience patience,
        Limits limits,
        long cacheBytes,
        boolean nativeTransport) {

    /** A port for each transfer, the same for all networks, 2,048 transfers and 32 MiB of files. */
    public static TftpSettings usual(InetSocketAddress listen, Caps caps, Patience patience) {
        return new TftpSettings(
                listen,
                new AnswerPorts.Ephemeral(),
                CapsBySubnet.everywhere(caps),
                patience,
                new Limits(2048, 1024),
                32L * 1024 * 1024,
                true);
    }

    /**
     * Transfers at one time. Requests beyond are passed over, and their clients ask again.
     *
     * @param transfers of all clients
     * @param perClient of one address; many machines may share one, behind a translation of addresses
     */
    public record Limits(int transfers, int perClient) {
        public Limits {
            if (transfers < 1 || perClient < 1) {
                throw new IllegalArgumentException("no transfers at all: " + transfers + ", " + perClient);
            }
        }
    }
}
