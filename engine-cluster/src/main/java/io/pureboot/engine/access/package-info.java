/**
 * Who may speak: tokens of people, programs and edges, and the tokens of executions.
 *
 * <p>May import: {@code query}, {@code protocol}.
 */
@NullMarked
package io.pureboot.engine.access;

import org.jspecify.annotations.NullMarked;
