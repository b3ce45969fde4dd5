/**
 * {@code ./pureboot outage}: the engine is stopped for a while, and the edge killed in the middle, while machines report through it; then it
 * is checked that every machine was answered and nothing was lost or put out of order (promises P-4 and P-31).
 *
 * <p>May import: {@code process}, {@code io.pureboot.standalone}, {@code io.pureboot.postgres}, {@code protocol}. Knows engine and edge by their URLs,
 * and reads the tables itself.
 */
@NullMarked
package io.pureboot.lab.outage;

import org.jspecify.annotations.NullMarked;
