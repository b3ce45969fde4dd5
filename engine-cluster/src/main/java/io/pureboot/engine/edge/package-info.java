/**
 * The edges that there are: what they say of themselves, which machines stand before them, and which files those will soon ask for.
 *
 * <p>May import: {@code query, metrics, protocol}, Pekko's scheduler.
 */
@NullMarked
package io.pureboot.engine.edge;

import org.jspecify.annotations.NullMarked;
