/**
 * Durable timers: the row that wakes an entity which has lost its home, and the sweepers that read due rows.
 *
 * <p>May import: {@code query}, Pekko. Knows neither executions nor nodes.
 */
@NullMarked
package io.pureboot.engine.wakeup;

import org.jspecify.annotations.NullMarked;
