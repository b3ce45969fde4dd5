/**
 * Every URL of the engine: EngineRoutes on one screen, one file of routes per resource, problems, authentication.
 *
 * <p>May import: {@code dispatch, execution, node, registry, query and what they stand on}.
 */
@NullMarked
package io.pureboot.engine.http;

import org.jspecify.annotations.NullMarked;
