/**
 * Booting machines: asks an engine what a machine boots, writes its iPXE script, and remembers which machines boot from their disk for the
 * time when no engine answers (promise P-32).
 *
 * <p>May import: {@code ipxe.script}, {@code uplink}, {@code counters}, {@code protocol}. Knows no HTTP server.
 */
@NullMarked
package io.pureboot.edge.ipxe;

import org.jspecify.annotations.NullMarked;
