/**
 * The agents' files, and the overlay initrd that carries one of them: a small archive that a boot loader hands to the kernel behind a base
 * image, which stays as it is and is cached as it is.
 *
 * <p>May import: {@code files}, {@code protocol}, commons-compress. Knows no HTTP.
 */
@NullMarked
package io.pureboot.edge.agent;

import org.jspecify.annotations.NullMarked;
