/**
 * The step that starts the machine: a kernel, an iPXE script from a template, or the standard agent.
 *
 * <p>May import: {@code step, workflow, protocol}; no other step type.
 */
@NullMarked
package io.pureboot.engine.step.boot;

import org.jspecify.annotations.NullMarked;
