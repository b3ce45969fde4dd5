/**
 * Serving files by HTTP as values: which file, which of its bytes, under which headers (RFC 9110: ranges, validators).
 *
 * <p>May import: {@code files, protocol}. Knows no HTTP library: {@code http} writes what is decided here.
 */
@NullMarked
package io.pureboot.edge.asset;

import org.jspecify.annotations.NullMarked;
