/**
 * Workflows and executions as pictures, pure: what leads where, as data, as Mermaid and as Graphviz's DOT. Names come from outside, so
 * every text is escaped for the language that it stands in.
 *
 * <p>May import: {@code workflow, protocol}, Jackson's annotations.
 */
@NullMarked
package io.pureboot.engine.workflow.drawing;

import org.jspecify.annotations.NullMarked;
