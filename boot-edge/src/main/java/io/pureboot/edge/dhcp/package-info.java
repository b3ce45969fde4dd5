/**
 * proxyDHCP: the sockets in front of {@code dhcp.reply}'s rules. Off unless the settings say otherwise.
 *
 * <p>May import: {@code dhcp.packet}, {@code dhcp.reply}, {@code counters}. Is imported by {@code Edge} only.
 */
@NullMarked
package io.pureboot.edge.dhcp;

import org.jspecify.annotations.NullMarked;
