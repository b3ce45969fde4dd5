/**
 * Every URL of the engine: EngineRoutes on one screen, one file per resource, and the JSON that resources are shown as.
 *
 * <p>May import: {@code exchange, access, dispatch, execution, node, registry, query} and what they stand on.
 */
@NullMarked
package io.pureboot.engine.http;

import org.jspecify.annotations.NullMarked;
