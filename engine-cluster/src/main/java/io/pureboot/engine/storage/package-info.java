/**
 * Files of any size: the backends that keep them, uploads that survive interruptions, and reading by hash. Whole files have names made of their
 * SHA-256; the tables say where they lie.
 *
 * <p>May import: {@code query, access, protocol}, Pekko. One package for each kind of backend below it; they never import each other.
 */
@NullMarked
package io.pureboot.engine.storage;

import org.jspecify.annotations.NullMarked;
