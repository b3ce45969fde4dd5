/** A small TFTP client (RFC 1350, 2347, 2348, 2349) that asks as iPXE asks. Imports nothing but the JDK. */
@NullMarked
package io.pureboot.standalone.machine.tftp;

import org.jspecify.annotations.NullMarked;
