/**
 * The software machine: does over real sockets and in a real shell what a machine without a screen does. It network-boots (TFTP, HTTP,
 * iPXE scripts), fetches kernel and initrd, runs the agent's own script against a scratch directory, reboots, and plays the
 * installed system with cloud-init's NoCloud. It knows of PureBoot only what a machine sees; of its own rooms it imports {@code ipxe} and
 * {@code tftp}.
 */
@NullMarked
package io.pureboot.standalone.machine;

import org.jspecify.annotations.NullMarked;
