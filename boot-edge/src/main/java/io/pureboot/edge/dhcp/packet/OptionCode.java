package io.pureboot.edge.dhcp.packet;

/** The options that a proxyDHCP server reads or writes, by number. */
public final class OptionCode {

    /** Filler between options (RFC 2132, 3.1). */
    public static final int PAD = 0;

    /** Vendor's own options (RFC 2132, 8.4): PXE's sub-options for a PXEClient. */
    public static final int VENDOR = 43;

    /** Which of {@code file} and {@code sname} carry options too (RFC 2132, 9.3). */
    public static final int OVERLOAD = 52;

    /** DISCOVER, OFFER … (RFC 2132, 9.6). */
    public static final int MESSAGE_TYPE = 53;

    /** The server that speaks, or is meant (RFC 2132, 9.7). */
    public static final int SERVER = 54;

    /** What the client would like to be told (RFC 2132, 9.8). */
    public static final int WANTED = 55;

    /** {@code PXEClient:…} or {@code HTTPClient:…} (RFC 2132, 9.13). */
    public static final int VENDOR_CLASS = 60;

    /** The boot file's name or URL (RFC 2132, 9.5). */
    public static final int BOOT_FILE = 67;

    /** iPXE says {@code iPXE} here (RFC 3004). */
    public static final int USER_CLASS = 77;

    /** What a relay adds and wants back unchanged (RFC 3046). */
    public static final int RELAY_AGENT = 82;

    /** The kind of firmware (RFC 4578, 2.1), two bytes for each. */
    public static final int ARCHITECTURE = 93;

    /** The machine's UUID behind a type byte (RFC 4578, 2.3): empty or 17 bytes. */
    public static final int MACHINE = 97;

    /** iPXE's own options, encapsulated. */
    public static final int IPXE = 175;

    /** The end of all options (RFC 2132, 3.2). */
    public static final int END = 255;

    private OptionCode() {}
}
