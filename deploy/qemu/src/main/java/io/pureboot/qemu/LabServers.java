package io.pureboot.qemu;

import java.net.URI;
import java.nio.file.Path;

/** The servers that a lab's machines boot from, as a test needs to know them; whoever made them stops them by closing. */
public interface LabServers extends AutoCloseable {
    /** The address at which a guest of QEMU's user networking reaches this host's loopback. */
    String HOST_SEEN_BY_GUESTS = "10.0.2.2";

    /** The engine's base URL. */
    URI engine();

    /** The edge's base URL on this host; the edge itself must call itself {@link #edgeUrlForGuests}. */
    URI edgeFromHost();

    /** The UDP port of the edge's TFTP on this host's loopback; not 69, which is QEMU's own for its guests. */
    int tftpPort();

    /** A token of the role admin. */
    String adminToken();

    /** A directory that the edge serves below {@code /artifacts/}. */
    Path artifacts();

    @Override
    void close();

    /** What {@code PUREBOOT_EDGE_URL} must be for an edge on {@code edgePort} of this host's loopback. */
    static String edgeUrlForGuests(int edgePort) {
        return "http://" + HOST_SEEN_BY_GUESTS + ":" + edgePort;
    }
}
