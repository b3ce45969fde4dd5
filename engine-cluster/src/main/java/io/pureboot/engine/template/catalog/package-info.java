/**
 * The catalog of templates, pure: names, immutable versions, the current version of each. {@code decide(state, command, at)} answers an
 * event or a refusal, {@code evolve(state, event)} is total on known history. The actor around it lives in {@code registry}.
 *
 * <p>May import: {@code protocol}, {@code template}, {@code workflow.catalog} for the refusal.
 */
@NullMarked
package io.pureboot.engine.template.catalog;

import org.jspecify.annotations.NullMarked;
