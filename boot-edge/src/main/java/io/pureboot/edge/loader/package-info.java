/**
 * Which boot loader a machine's firmware is given, by its kind and by the machine: for proxyDHCP, TFTP and UEFI HTTP Boot alike.
 *
 * <p>May import: the JDK's collections, {@code protocol}. Knows no socket and no file.
 */
@NullMarked
package io.pureboot.edge.loader;

import org.jspecify.annotations.NullMarked;
