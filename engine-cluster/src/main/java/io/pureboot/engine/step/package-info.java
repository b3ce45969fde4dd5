/**
 * The step types, pure: one folder each, and one explicit list, {@code StepTypes}. A type checks a step's config, compiles it into
 * a {@code Behaviour} for the machine, and says what a booting machine and a running agent get while such a step is current.
 *
 * <p>May import: {@code workflow}, {@code protocol}. Types never import each other.
 */
@NullMarked
package io.pureboot.engine.step;

import org.jspecify.annotations.NullMarked;
