/**
 * The command line: everything that runs outside of the engine's and the edge's own rooms. This package holds its entry point only; it may
 * import {@code command}, which imports {@code demo}, {@code server} and {@code client}; {@code demo} drives {@code machine}.
 */
@NullMarked
package io.pureboot.standalone;

import org.jspecify.annotations.NullMarked;
