/**
 * Calls to entities that may move while they are called: put again until they are answered, and answered once however often they come.
 *
 * <p>May import: {@code query}, Pekko. Knows neither executions nor nodes.
 */
@NullMarked
package io.pureboot.engine.call;

import org.jspecify.annotations.NullMarked;
