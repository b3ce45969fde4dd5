/**
 * The catalog of workflows, pure: names, revisions, soft deletion. {@code decide(state, command, at)} answers an event or a refusal,
 * {@code evolve(state, event)} is total on known history. The actor around it lives in {@code registry}.
 *
 * <p>May import: {@code protocol}, Jackson's tree model and annotations.
 */
@NullMarked
package io.pureboot.engine.workflow.catalog;

import org.jspecify.annotations.NullMarked;
