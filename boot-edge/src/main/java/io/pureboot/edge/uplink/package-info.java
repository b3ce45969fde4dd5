/**
 * The way to the engines: one request to any of several URLs, with a short patience and failover. Booting, seeds and the relay go through here.
 *
 * <p>May import: the JDK's HTTP client, {@code counters}, {@code protocol}. Knows no HTTP server and what no request means.
 */
@NullMarked
package io.pureboot.edge.uplink;

import org.jspecify.annotations.NullMarked;
