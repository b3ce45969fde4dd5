package io.pureboot.edge.dhcp;

import java.net.Inet4Address;

/**
 * Where it listens.
 *
 * @param address this edge's own on the machines' network: the source of its answers, and what they leave by
 * @param dhcpPort 67
 * @param bootServerPort 4011
 * @param clientPort 68
 */
public record ProxyDhcpSettings(Inet4Address address, int dhcpPort, int bootServerPort, int clientPort) {}
