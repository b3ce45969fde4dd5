package io.pureboot.edge.dhcp.packet;

/**
 * A DHCP message (RFC 2131, section 2); {@code sname} is left out, as nothing here needs it.
 *
 * @param request true for BOOTREQUEST, false for BOOTREPLY
 * @param hardwareType 1 for Ethernet
 * @param hardware the client's address (chaddr) without its padding, at most 16 bytes
 * @param hops how many relays it has passed
 * @param transaction the id that question and answer share (xid)
 * @param flags the highest bit asks for answers by broadcast
 * @param client the address that the client has already (ciaddr)
 * @param yours the address that it is given (yiaddr): always none from a proxy
 * @param next the server of the boot file (siaddr)
 * @param relay the relay that stands between (giaddr)
 * @param file the boot file in the fixed part: at most 127 characters
 */
public record DhcpMessage(
        boolean request,
        int hardwareType,
        HardwareAddress hardware,
        int hops,
        int transaction,
        int flags,
        Ipv4 client,
        Ipv4 yours,
        Ipv4 next,
        Ipv4 relay,
        String file,
        DhcpOptions options) {

    /** The longest name that the fixed part carries: a zero byte follows it. */
    public static final int LONGEST_FILE = 127;
}
