/**
 * The end-to-end tests that need more than one process or a virtual machine.
 *
 * <p>May import: everything, from outside: the tests speak HTTP and TFTP to what {@code io.pureboot.standalone} starts.
 */
@NullMarked
package io.pureboot.lab;

import org.jspecify.annotations.NullMarked;
