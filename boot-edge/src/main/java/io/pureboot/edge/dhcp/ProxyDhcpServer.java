package io.pureboot.edge.dhcp;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.dhcp.packet.DhcpCodec;
import io.pureboot.edge.dhcp.packet.DhcpMessage;
import io.pureboot.edge.dhcp.packet.Ipv4;
import io.pureboot.edge.dhcp.packet.Reading;
import io.pureboot.edge.dhcp.reply.Decision;
import io.pureboot.edge.dhcp.reply.Decision.Destination;
import io.pureboot.edge.dhcp.reply.ProxyRules;
import io.pureboot.edge.dhcp.reply.ProxyRules.Door;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of proxyDHCP: one thread and one selector.
 *
 * <p>Two sockets share port 67: one of all addresses, which alone hears broadcasts, and one of this edge's own address, which alone sends. What is sent
 * to 255.255.255.255 leaves by the network card that has the sender's address. Both are open to be shared, so that a DHCP server on the same
 * machine that does the same (dnsmasq with bind-interfaces, dhcpd) can run beside it.
 */
public final class ProxyDhcpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ProxyDhcpServer.class);

    /** Which door a datagram came in by, and which channel answers. */
    private record Ear(Door door, DatagramChannel mouth) {}

    private final ProxyDhcpSettings settings;
    private final ProxyRules rules;
    private final Counters counters;
    private final Selector selector;
    private final List<DatagramChannel> channels;
    private final ByteBuffer incoming = ByteBuffer.allocateDirect(DhcpCodec.MOST_BYTES);
    private final Thread thread;
    private volatile boolean open = true;

    private ProxyDhcpServer(
            ProxyDhcpSettings settings,
            ProxyRules rules,
            Counters counters,
            Selector selector,
            List<DatagramChannel> channels) {
        this.settings = settings;
        this.rules = rules;
        this.counters = counters;
        this.selector = selector;
        this.channels = List.copyOf(channels);
        this.thread = Thread.ofPlatform().name("proxy-dhcp").daemon().unstarted(this::run);
    }

    /**
     * Binds and serves.
     *
     * @throws IOException when a port cannot be bound: below 1024 that needs root or CAP_NET_BIND_SERVICE
     */
    public static ProxyDhcpServer start(ProxyDhcpSettings settings, ProxyRules rules, Counters counters)
            throws IOException {
        List<DatagramChannel> channels = new ArrayList<>();
        Selector selector = Selector.open();
        boolean started = false;
        try {
            DatagramChannel own = bind(channels, new InetSocketAddress(settings.address(), settings.dhcpPort()));
            DatagramChannel all = bind(channels, new InetSocketAddress(settings.dhcpPort()));
            DatagramChannel bootServer =
                    bind(channels, new InetSocketAddress(settings.address(), settings.bootServerPort()));
            own.register(selector, SelectionKey.OP_READ, new Ear(Door.DHCP, own));
            all.register(selector, SelectionKey.OP_READ, new Ear(Door.DHCP, own));
            bootServer.register(selector, SelectionKey.OP_READ, new Ear(Door.BOOT_SERVER, bootServer));
            ProxyDhcpServer server = new ProxyDhcpServer(settings, rules, counters, selector, channels);
            server.thread.start();
            started = true;
            return server;
        } finally {
            if (!started) {
                closeAll(channels, selector);
            }
        }
    }

    private static DatagramChannel bind(List<DatagramChannel> channels, InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open(java.net.StandardProtocolFamily.INET);
        channels.add(channel);
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
        try {
            return channel.bind(address);
        } catch (IOException unbound) {
            throw new IOException("proxyDHCP cannot listen at " + address + ": " + unbound.getMessage(), unbound);
        }
    }

    /** Ends at once. */
    @Override
    public void close() {
        open = false;
        selector.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (open) {
                selector.select(this::ready);
            }
        } catch (IOException broken) {
            LOG.error("proxyDHCP has stopped: {}", broken.toString());
        } finally {
            closeAll(channels, selector);
        }
    }

    private void ready(SelectionKey key) {
        DatagramChannel channel = (DatagramChannel) key.channel();
        Ear ear = (Ear) key.attachment();
        try {
            while (open) {
                incoming.clear();
                SocketAddress sender = channel.receive(incoming);
                if (sender == null) {
                    return;
                }
                incoming.flip();
                counters.count(Counted.DHCP_RECEIVED);
                heard(ear, (InetSocketAddress) sender);
            }
        } catch (IOException unread) {
            LOG.debug("proxyDHCP could not receive: {}", unread.toString());
        }
    }

    private void heard(Ear ear, InetSocketAddress sender) {
        switch (DhcpCodec.read(incoming)) {
            case Reading.Malformed(String why) -> malformed(sender, why);
            case Reading.Understood(DhcpMessage message) -> {
                switch (rules.decide(message, ear.door())) {
                    case Decision.Answer answer -> send(ear, sender, message, answer);
                    case Decision.Malformed(String why) -> malformed(sender, why);
                    case Decision.Silence(String why) -> {
                        counters.count(Counted.DHCP_PASSED_OVER);
                        LOG.debug("proxyDHCP says nothing to {}: {}", message.hardware(), why);
                    }
                }
            }
        }
    }

    private void malformed(InetSocketAddress sender, String why) {
        counters.count(Counted.DHCP_MALFORMED);
        LOG.debug("proxyDHCP drops a datagram of {}: {}", sender, why);
    }

    private void send(Ear ear, InetSocketAddress sender, DhcpMessage question, Decision.Answer answer) {
        InetSocketAddress to = address(answer.to(), sender);
        try {
            ByteBuffer datagram = DhcpCodec.write(answer.message());
            if (ear.mouth().send(datagram, to) == 0) {
                LOG.debug("proxyDHCP's answer to {} did not fit into the socket's buffer", to);
                return;
            }
            counters.count(Counted.DHCP_ANSWERED);
            LOG.info("proxyDHCP tells {} to boot {}", question.hardware(), answer.told());
        } catch (IOException unsent) {
            LOG.warn("proxyDHCP's answer to {} is not sent: {}", to, unsent.toString());
        }
    }

    private InetSocketAddress address(Destination destination, InetSocketAddress sender) {
        return switch (destination) {
            case Destination.Relay(Ipv4 relay) -> new InetSocketAddress(inet(relay), settings.dhcpPort());
            case Destination.Client(Ipv4 client) -> new InetSocketAddress(inet(client), settings.clientPort());
            case Destination.Everybody everybody ->
                new InetSocketAddress(inet(new Ipv4(0xFFFFFFFF)), settings.clientPort());
            case Destination.Sender back -> sender;
        };
    }

    private static InetAddress inet(Ipv4 address) {
        try {
            return InetAddress.getByAddress(address.bytes());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }

    private static void closeAll(List<DatagramChannel> channels, Selector selector) {
        try {
            for (DatagramChannel channel : channels) {
                channel.close();
            }
            selector.close();
        } catch (IOException unclosed) {
            LOG.debug("not closed: {}", unclosed.toString());
        }
    }
}
