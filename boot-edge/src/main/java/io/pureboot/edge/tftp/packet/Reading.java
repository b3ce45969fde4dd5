package io.pureboot.edge.tftp.packet;

/** What reading a datagram gave. */
public sealed interface Reading {

    /** It is a packet. */
    record Understood(Packet packet) implements Reading {}

    /**
     * It is none.
     *
     * @param code what the sender may be told, when it is to be answered at all
     * @param why one clause for people
     */
    record Refused(ErrorCode code, String why) implements Reading {}
}
