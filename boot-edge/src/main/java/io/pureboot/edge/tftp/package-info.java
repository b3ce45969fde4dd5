/**
 * The TFTP server: sockets, files and the clock around the pure {@code tftp.packet} and {@code tftp.transfer}.
 *
 * <p>May import: {@code tftp.packet}, {@code tftp.transfer}, {@code files}, {@code counters}, NIO. Knows no HTTP, no actor.
 */
@NullMarked
package io.pureboot.edge.tftp;

import org.jspecify.annotations.NullMarked;
