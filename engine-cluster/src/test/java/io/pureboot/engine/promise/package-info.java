/**
 * A test per promise, named after it: on a real PostgreSQL and through HTTP where the promise is about storage or callers, pure where it
 * is about rules. Each class carries the promise's number and sentence, each method the clause that it proves; {@code docs/promises.md}
 * is made from them.
 *
 * <p>May import everything: a promise is made by the whole engine.
 */
@NullMarked
package io.pureboot.engine.promise;

import org.jspecify.annotations.NullMarked;
