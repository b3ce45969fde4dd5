/**
 * The edge: what machines at a site meet. {@link io.pureboot.edge.Edge} wires the rooms in reading order: {@code tftp} and {@code http} in front,
 * {@code ipxe}, {@code asset}, {@code agent} and {@code relay} behind them, {@code uplink} to the engines, {@code files} and {@code counters} for all.
 *
 * <p>May import: all rooms of this module, {@code protocol}, Pekko. Never the engine or the agents: it speaks HTTP with both.
 */
@NullMarked
package io.pureboot.edge;

import org.jspecify.annotations.NullMarked;
