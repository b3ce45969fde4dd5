/**
 * The step that runs a script on the machine.
 *
 * <p>May import: {@code step, workflow, protocol}; no other step type.
 */
@NullMarked
package io.pureboot.engine.step.script;

import org.jspecify.annotations.NullMarked;
