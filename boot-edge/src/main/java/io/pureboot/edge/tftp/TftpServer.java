package io.pureboot.edge.tftp;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.pureboot.edge.counters.Counters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server: one thread, which sleeps in the kernel until a packet arrives or a deadline passes. With one thread nothing here is locked; what it can
 * do is in decision 0024.
 */
public final class TftpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TftpServer.class);
    /** So many wait for the server, not the server for a processor. */
    private static final int LONE_CLIENTS = 2;

    private static final long START_SECONDS = 30;
    private static final long STOP_SECONDS = 5;

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final Sessions sessions;
    private final InetSocketAddress address;

    private TftpServer(
            MultiThreadIoEventLoopGroup group, EventLoop loop, Sessions sessions, InetSocketAddress address) {
        this.group = group;
        this.loop = loop;
        this.sessions = sessions;
        this.address = address;
    }

    /**
     * Binds and serves.
     *
     * @throws IOException when an address cannot be bound
     */
    public static TftpServer start(TftpSettings settings, TftpFiles files, Counters counters) throws IOException {
        Sessions sessions = new Sessions(settings.limits());
        Transport transport = Transport.best(settings.nativeTransport(), () -> sessions.count() <= LONE_CLIENTS);
        MultiThreadIoEventLoopGroup group =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("tftp", true), transport.io());
        EventLoop loop = group.next();
        try {
            Sockets sockets = new Sockets(transport, loop);
            List<SharedSocket> range = range(settings, sockets, counters);
            InetSocketAddress address = door(settings, files, sockets, sessions, range, counters);
            LOG.debug("TFTP at {}: {}", address, transport);
            return new TftpServer(group, loop, sessions, address);
        } catch (IOException unbound) {
            stop(group);
            throw unbound;
        }
    }

    /** Where it listens, with the port that it really has. */
    public InetSocketAddress address() {
        return address;
    }

    /** Transfers under way. */
    public int running() {
        return sessions.count();
    }

    /** Ends at once; clients in the middle of a transfer find another server or start again. */
    @Override
    public void close() {
        loop.submit(sessions::closeAll).awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
        stop(group);
    }

    private static InetSocketAddress door(
            TftpSettings settings,
            TftpFiles files,
            Sockets sockets,
            Sessions sessions,
            List<SharedSocket> range,
            Counters counters)
            throws IOException {
        ChannelFuture bound = sockets.shared(
                settings.listen(),
                channel -> new SharedSocket(
                        channel,
                        door -> new Reception(
                                settings, files, sessions, new Switchboard(settings, sockets, door, range), counters)));
        await(bound, settings.listen());
        return (InetSocketAddress) bound.channel().localAddress();
    }

    private static List<SharedSocket> range(TftpSettings settings, Sockets sockets, Counters counters)
            throws IOException {
        List<SharedSocket> range = new ArrayList<>();
        if (settings.ports() instanceof AnswerPorts.Range(int first, int last)) {
            for (int port = first; port <= last; port++) {
                InetSocketAddress at = new InetSocketAddress(settings.listen().getAddress(), port);
                await(
                        sockets.shared(at, channel -> {
                            SharedSocket socket = SharedSocket.ofTransfersOnly(channel, counters);
                            range.add(socket);
                            return socket;
                        }),
                        at);
            }
        }
        return range;
    }

    private static void await(ChannelFuture bound, InetSocketAddress address) throws IOException {
        if (!bound.awaitUninterruptibly(START_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException(address + " was not bound within " + START_SECONDS + " s");
        }
        if (!bound.isSuccess()) {
            throw new IOException(address + ": " + bound.cause().getMessage(), bound.cause());
        }
    }

    private static void stop(MultiThreadIoEventLoopGroup group) {
        group.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(STOP_SECONDS, TimeUnit.SECONDS);
    }
}
