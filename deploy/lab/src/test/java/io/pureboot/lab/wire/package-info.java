/** A network of its own for a virtual machine: network namespaces with a bridge, a DHCP server that leases addresses and no more, and an edge. */
@NullMarked
package io.pureboot.lab.wire;

import org.jspecify.annotations.NullMarked;
