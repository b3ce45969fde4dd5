package io.pureboot.edge.tftp;

import io.pureboot.edge.tftp.transfer.Caps;
import io.pureboot.edge.tftp.transfer.Patience;
import java.net.InetSocketAddress;

/**
 * How the server listens and what it grants.
 *
 * @param listen where requests arrive; port 0 takes a free one
 * @param maxTransfers transfers at one time; further requests are passed over, and their clients ask again
 */
public record TftpSettings(InetSocketAddress listen, Caps caps, Patience patience, int maxTransfers) {}
