/**
 * Files of the engines, kept on this edge's disk under their hash: fetched once however many ask, verified before anybody gets a byte.
 *
 * <p>May import: {@code uplink, counters, protocol}. Knows no HTTP server.
 */
@NullMarked
package io.pureboot.edge.cache;

import org.jspecify.annotations.NullMarked;
