/**
 * The edge tells the engines every few seconds that it is there and how it is; what it is to fetch comes back with the answer.
 *
 * <p>May import: {@code uplink, counters, protocol}. Knows no HTTP server, no spool and no cache: it gets what it tells as values.
 */
@NullMarked
package io.pureboot.edge.registration;

import org.jspecify.annotations.NullMarked;
