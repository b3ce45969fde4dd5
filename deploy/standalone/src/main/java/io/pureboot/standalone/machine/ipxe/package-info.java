/**
 * An interpreter of the part of iPXE's script language that PureBoot's scripts use, with the limits of the oldest iPXE in the field
 * (Debian 12's: no {@code params}, no HTTPS). Knows no socket: it is given a way to fetch. Imports nothing but the JDK.
 */
@NullMarked
package io.pureboot.standalone.machine.ipxe;

import org.jspecify.annotations.NullMarked;
