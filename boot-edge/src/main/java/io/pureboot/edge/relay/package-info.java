/**
 * Callbacks of agents on their way to an engine, and the spool that keeps the reports while no engine answers (promise P-31).
 *
 * <p>May import: {@code uplink}, {@code counters}, {@code protocol}, the embedded store. Knows no HTTP server.
 */
@NullMarked
package io.pureboot.edge.relay;

import org.jspecify.annotations.NullMarked;
