/**
 * The cluster singletons WorkflowRegistry and TemplateRegistry: writes go through them, reads come from tables and a cache of immutable versions.
 *
 * <p>May import: {@code workflow, step, template, journal, query, Pekko}.
 */
@NullMarked
package io.pureboot.engine.registry;

import org.jspecify.annotations.NullMarked;
