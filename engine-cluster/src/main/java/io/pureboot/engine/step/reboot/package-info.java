/**
 * The step that reboots the machine.
 *
 * <p>May import: {@code step, workflow, protocol}; no other step type.
 */
@NullMarked
package io.pureboot.engine.step.reboot;

import org.jspecify.annotations.NullMarked;
