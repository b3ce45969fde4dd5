/**
 * Definitions as texts: one file per dialect. A reading gives a definition or every fault that it has, with JSON pointers and, for
 * YAML, lines and columns; a writing gives the canonical form.
 *
 * <p>May import: {@code workflow, protocol}, Jackson, SnakeYAML's events and emitter (never its constructors: a text from outside
 * makes no objects).
 */
@NullMarked
package io.pureboot.engine.workflow.dialect;

import org.jspecify.annotations.NullMarked;
