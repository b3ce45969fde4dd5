/**
 * Templates, pure: the catalog of versions (decide, evolve), the renderer of variables, conditions and includes.
 *
 * <p>May import: {@code protocol, workflow}.
 */
@NullMarked
package io.pureboot.engine.template;

import org.jspecify.annotations.NullMarked;
