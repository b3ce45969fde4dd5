/**
 * Virtual machines that boot over the network: QEMU as a child process, and the files that the machines boot and install. The demo and
 * the lab's tests switch them on.
 *
 * <p>May import: {@code io.pureboot.agents}, {@code io.pureboot.protocol}, the JDK. Speaks to engine and edge only by HTTP and TFTP, as
 * real machines do.
 */
@NullMarked
package io.pureboot.qemu;

import org.jspecify.annotations.NullMarked;
