/**
 * Virtual machines that boot over the network from PureBoot's own servers: QEMU as a child process, the files that the
 * machines boot and install, and what a test needs to know of the servers.
 *
 * <p>May import: {@code io.pureboot.agents}, {@code io.pureboot.protocol}, the JDK. Speaks to engine and edge only by
 * HTTP and TFTP, as real machines and people do; the tests start the servers through {@code io.pureboot.standalone}.
 */
@NullMarked
package io.pureboot.qemu;

import org.jspecify.annotations.NullMarked;
