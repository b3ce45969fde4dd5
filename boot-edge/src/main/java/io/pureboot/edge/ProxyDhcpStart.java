package io.pureboot.edge;

import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.dhcp.ProxyDhcpServer;
import io.pureboot.edge.dhcp.ProxyDhcpSettings;
import io.pureboot.edge.dhcp.packet.Ipv4;
import io.pureboot.edge.dhcp.reply.ProxyRules;
import io.pureboot.edge.dhcp.reply.ProxyTerms;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From the edge's settings to a running proxyDHCP. */
final class ProxyDhcpStart {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyDhcpStart.class);
    private static final int TFTP_PORT = 69;

    private ProxyDhcpStart() {}

    /**
     * Starts it when it is wanted.
     *
     * @param url under which machines reach this edge
     * @throws IOException when it cannot listen, or no address is known that answers may come from
     */
    static Optional<ProxyDhcpServer> start(EdgeConfig config, String url, Counters counters) throws IOException {
        EdgeConfig.ProxyDhcp wanted = config.proxyDhcp();
        if (!wanted.enabled()) {
            return Optional.empty();
        }
        Ipv4 address = address(config);
        ProxyTerms terms = new ProxyTerms(
                address, wanted.tftpServer().orElse(address), url + "/loaders/", url + "/boot.ipxe", config.loaders());
        ProxyDhcpSettings settings = new ProxyDhcpSettings(
                (Inet4Address) InetAddress.getByAddress(address.bytes()),
                wanted.port(),
                wanted.bootServerPort(),
                wanted.clientPort());
        ProxyDhcpServer server = ProxyDhcpServer.start(settings, new ProxyRules(terms), counters);
        LOG.info("proxyDHCP answers as {} at ports {} and {}", address, wanted.port(), wanted.bootServerPort());
        if (config.tftpPort() != TFTP_PORT && wanted.tftpServer().isEmpty()) {
            LOG.warn("firmware that boots by TFTP asks port {} only; this edge has {}", TFTP_PORT, config.tftpPort());
        }
        return Optional.of(server);
    }

    private static Ipv4 address(EdgeConfig config) throws IOException {
        return config.proxyDhcp()
                .address()
                .or(() -> Ipv4.parse(config.bind()))
                .filter(Ipv4::isHost)
                .orElseThrow(
                        () -> new IOException("proxyDHCP needs PUREBOOT_PROXY_DHCP_ADDRESS: this edge's IPv4 address"
                                + " on the machines' network (PUREBOOT_BIND is " + config.bind() + ")"));
    }
}
