/**
 * Entities whose history cannot be read: kept apart, so that they disturb no other (promise P-27).
 *
 * <p>May import: {@code metrics, journal, query}, Pekko. Knows neither executions nor nodes.
 */
@NullMarked
package io.pureboot.engine.recovery;

import org.jspecify.annotations.NullMarked;
