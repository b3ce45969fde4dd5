/**
 * What the edge counts, and its page for Prometheus.
 *
 * <p>May import: the JDK. Knows no other room; all others may count here.
 */
@NullMarked
package io.pureboot.edge.counters;

import org.jspecify.annotations.NullMarked;
