package io.pureboot.edge.tftp;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.DatagramChannel;
import io.netty.util.concurrent.Future;
import io.pureboot.edge.tftp.packet.PacketCodec;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the server's sockets, all of them in its one thread. */
record Sockets(Transport transport, EventLoop loop, RecvByteBufAllocator answers) {

    private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);

    /** What arrives on a transfer's own socket: an ACK has 4 bytes, an ERROR a sentence. */
    private static final int ANSWER_BYTES = 1024;

    /** One byte more than a request may have, so that longer ones are seen to be longer. */
    private static final int REQUEST_BYTES = PacketCodec.MAX_REQUEST_BYTES + 1;

    private static final int REQUESTS_AT_ONCE = 16;
    private static final int SHARED_BUFFER_BYTES = 1 << 20;

    Sockets(Transport transport, EventLoop loop) {
        this(transport, loop, new OneAtATime(ANSWER_BYTES));
    }

    /** A socket for many clients, bound; the future fails when it cannot be. */
    ChannelFuture shared(InetSocketAddress address, Function<DatagramChannel, SharedSocket> reader) {
        DatagramChannel channel = transport.channels().get();
        channel.config().setOption(ChannelOption.SO_RCVBUF, SHARED_BUFFER_BYTES);
        channel.config().setOption(ChannelOption.SO_SNDBUF, SHARED_BUFFER_BYTES);
        int packets = transport.isNative() ? REQUESTS_AT_ONCE : 1;
        channel.config()
                .setOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(packets * REQUEST_BYTES));
        if (transport.isNative()) {
            channel.config().setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, REQUEST_BYTES);
            tellDestinations(channel);
        }
        channel.pipeline().addLast(reader.apply(channel));
        return after(channel, loop.register(channel), () -> channel.bind(address));
    }

    /** A socket for one client, connected; the future fails when there is none to be had. */
    ChannelFuture own(InetSocketAddress from, InetSocketAddress client, Session session) {
        boolean ipv4 = client.getAddress() instanceof Inet4Address && from.getAddress() instanceof Inet4Address;
        DatagramChannel channel = (ipv4 ? transport.channelsOfIpv4() : transport.channels()).get();
        channel.config().setOption(ChannelOption.RECVBUF_ALLOCATOR, answers);
        channel.pipeline().addLast(new OwnSocket(session));
        ChannelFuture bound = after(channel, loop.register(channel), () -> channel.bind(from));
        return after(channel, bound, () -> channel.connect(client));
    }

    /** A machine of several addresses must answer from the one that was asked: clients take no other's packets. */
    private static void tellDestinations(DatagramChannel channel) {
        try {
            channel.config().setOption(EpollChannelOption.IP_RECVORIGDSTADDR, true);
        } catch (ChannelException unknown) {
            LOG.info("TFTP: the kernel does not tell which address was asked: {}", unknown.toString());
        }
    }

    private ChannelFuture after(DatagramChannel channel, Future<?> first, Supplier<ChannelFuture> next) {
        ChannelPromise both = new DefaultChannelPromise(channel, loop);
        Future<?> unused = first.addListener(done -> {
            if (done.isSuccess()) {
                next.get().addListener(then -> settle(both, then));
            } else {
                settle(both, done);
            }
        });
        return both;
    }

    private static void settle(ChannelPromise promise, Future<?> outcome) {
        if (outcome.isSuccess()) {
            promise.trySuccess();
        } else {
            ChannelFuture unused = promise.channel().close();
            promise.tryFailure(outcome.cause());
        }
    }
}
