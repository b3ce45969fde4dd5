/**
 * The read side: the pool, the read tables, lists and searches.
 *
 * <p>May import: {@code protocol, workflow, JDBC}.
 */
@NullMarked
package io.pureboot.engine.query;

import org.jspecify.annotations.NullMarked;
