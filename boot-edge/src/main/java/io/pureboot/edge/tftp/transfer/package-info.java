/**
 * PURE. One transfer of one file to one client: which options are granted, what is sent when, and when it is over (RFC 1350, 2347,
 * 2348, 2349, 7440).
 *
 * <p>May import: {@code tftp.packet}. Knows no socket, no file, no clock: the time is a parameter, in nanoseconds of any
 * monotonic clock.
 */
@NullMarked
package io.pureboot.edge.tftp.transfer;

import org.jspecify.annotations.NullMarked;
