/**
 * PURE. The bytes of TFTP: datagrams read into values, values written as datagrams (RFC 1350, RFC 2347).
 *
 * <p>May import: the JDK's buffers. Knows no socket, no file, no clock, no actor.
 */
@NullMarked
package io.pureboot.edge.tftp.packet;

import org.jspecify.annotations.NullMarked;
