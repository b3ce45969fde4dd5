/**
 * Failures as people read them: the class of a failed attempt, and what the table {@code failure/remedies.json} advises.
 *
 * <p>May import: {@code workflow, protocol}.
 */
@NullMarked
package io.pureboot.engine.workflow.failure;

import org.jspecify.annotations.NullMarked;
