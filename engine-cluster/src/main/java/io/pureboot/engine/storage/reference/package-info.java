/**
 * Files that lie on a web server of somebody else's and are only read there.
 *
 * <p>May import: {@code storage}, the JDK's HTTP client. No other kind of backend.
 */
@NullMarked
package io.pureboot.engine.storage.reference;

import org.jspecify.annotations.NullMarked;
