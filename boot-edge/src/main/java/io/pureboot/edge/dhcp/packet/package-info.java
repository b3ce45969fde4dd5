/**
 * DHCP messages as bytes and values (RFC 2131, 2132, 3396): a total reader and a writer.
 *
 * <p>May import: the JDK's collections and buffers. Knows no socket, no clock and nothing of booting.
 */
@NullMarked
package io.pureboot.edge.dhcp.packet;

import org.jspecify.annotations.NullMarked;
