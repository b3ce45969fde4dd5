/**
 * The step that lets time pass.
 *
 * <p>May import: {@code step, workflow, protocol}; no other step type.
 */
@NullMarked
package io.pureboot.engine.step.wait;

import org.jspecify.annotations.NullMarked;
