/**
 * The step that leaves the machine to its installed system, whose cloud-init phones home.
 *
 * <p>May import: {@code step, workflow, protocol}; no other step type.
 */
@NullMarked
package io.pureboot.engine.step.cloudinit;

import org.jspecify.annotations.NullMarked;
