package io.pureboot.edge.dhcp.reply;

import io.pureboot.edge.dhcp.packet.Ipv4;
import io.pureboot.edge.loader.Loaders;

/**
 * What clients are told.
 *
 * @param server this server (option 54)
 * @param tftpServer where PXE fetches its loader (siaddr); PXE knows TFTP's port 69 only
 * @param loadersUrl where UEFI HTTP Boot fetches it, with a slash at the end
 * @param scriptUrl iPXE's first script
 */
public record ProxyTerms(Ipv4 server, Ipv4 tftpServer, String loadersUrl, String scriptUrl, Loaders loaders) {}
