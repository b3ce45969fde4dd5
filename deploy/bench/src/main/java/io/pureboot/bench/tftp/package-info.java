/**
 * TFTP: the edge's server beside tftpd-hpa, atftpd and dnsmasq, each a process of its own, and one client that fetches from all of them in turn.
 *
 * <p>May import: the JDK, {@code subject} for processes and programs, {@code report} for medians. Knows no TFTP code of the product: the client is
 * written from the RFCs.
 */
@NullMarked
package io.pureboot.bench.tftp;

import org.jspecify.annotations.NullMarked;
