/**
 * The random walk over the pure machine: a table of moves, the invariants that hold after each, a walker that can lose its memory and
 * replay its journal, and machines with a bug put in on purpose that prove that the walk would find one.
 *
 * <p>May import: {@code workflow}, {@code step}, {@code journal}'s serializer, {@code protocol}.
 */
@NullMarked
package io.pureboot.engine.workflow.walk;

import org.jspecify.annotations.NullMarked;
