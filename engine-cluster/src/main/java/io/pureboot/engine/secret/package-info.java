/**
 * Secrets (promise P-23): sealed in the database or read from a Vault, resolved only for a node's own texts, and masked where they come back.
 *
 * <p>May import: {@code access} (files that only their owner reads), {@code query}, {@code template}, {@code protocol}.
 */
@NullMarked
package io.pureboot.engine.secret;

import org.jspecify.annotations.NullMarked;
