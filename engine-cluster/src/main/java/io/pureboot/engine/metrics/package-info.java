/**
 * What this engine measures of itself, for Prometheus. Each room registers its own values.
 *
 * <p>May import: Pekko's extensions, nothing of PureBoot.
 */
@NullMarked
package io.pureboot.engine.metrics;

import org.jspecify.annotations.NullMarked;
