/**
 * The rules of proxyDHCP (PXE 2.1, RFC 4578): who asks, and what it is told. Pure: a message in, a decision out.
 *
 * <p>May import: {@code dhcp.packet}, {@code loader}, the JDK's collections and buffers. Knows no socket and no clock.
 */
@NullMarked
package io.pureboot.edge.dhcp.reply;

import org.jspecify.annotations.NullMarked;
