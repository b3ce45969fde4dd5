package io.pureboot.edge.tftp.packet;

/**
 * A name and a value of an option (RFC 2347). Names are compared without regard to case.
 *
 * @param name in lower case when it was read from a datagram
 * @param value ASCII text; a decimal number in all options that the edge grants
 */
public record Option(String name, String value) {}
