package io.pureboot.standalone.machine;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * What DHCP would tell a machine, and what it can check of what it gets.
 *
 * @param edge the edge's URL
 * @param tftp the edge's TFTP server
 * @param loaders loaders that the server has, each fetched and checked as a network card's ROM would fetch one of them; may be none
 * @param checksums SHA-256 in hex of files that the machine may be told to boot, by the end of their URL's path
 */
public record MachinePlug(URI edge, InetSocketAddress tftp, List<Loader> loaders, Map<String, String> checksums) {
    public MachinePlug {
        loaders = List.copyOf(loaders);
        checksums = Map.copyOf(checksums);
    }

    /** A loader's name at the TFTP server and the SHA-256 of its bytes in hex. */
    public record Loader(String name, String sha256) {}
}
