package io.pureboot.edge.dhcp.packet;

/** What reading a datagram gave. */
public sealed interface Reading {

    /** It is a message. */
    record Understood(DhcpMessage message) implements Reading {}

    /**
     * It is none.
     *
     * @param why one clause for people
     */
    record Malformed(String why) implements Reading {}
}
