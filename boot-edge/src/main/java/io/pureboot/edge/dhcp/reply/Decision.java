package io.pureboot.edge.dhcp.reply;

import io.pureboot.edge.dhcp.packet.DhcpMessage;
import io.pureboot.edge.dhcp.packet.Ipv4;

/** What is done about a message. */
public sealed interface Decision {

    /**
     * It is answered.
     *
     * @param to where to
     * @param told the boot file, for the log
     */
    record Answer(DhcpMessage message, Destination to, String told) implements Decision {}

    /** It is passed over: it is not for a proxy, or for another one. */
    record Silence(String why) implements Decision {}

    /** It is passed over and counted: it breaks an RFC. */
    record Malformed(String why) implements Decision {}

    /** Where an answer goes (RFC 2131, section 4.1). */
    sealed interface Destination {

        /** To the relay's server port; it hands the answer on. */
        record Relay(Ipv4 address) implements Destination {}

        /** To the client's port of an address that it has. */
        record Client(Ipv4 address) implements Destination {}

        /** To everybody on the network: the client has no address yet. */
        record Everybody() implements Destination {}

        /** Back to where the question came from: on the port of boot servers clients have addresses. */
        record Sender() implements Destination {}
    }
}
