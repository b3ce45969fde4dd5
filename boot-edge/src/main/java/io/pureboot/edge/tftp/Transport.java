package io.pureboot.edge.tftp;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How packets leave the process: by Linux's own system calls where there are any, else by the JDK's.
 *
 * @param channels new sockets for both families, where this machine has IPv6
 * @param channelsOfIpv4 new sockets for the older family only: without the way through the newer one a packet costs a little less
 * @param isNative many packets go with one system call, and requests tell to which address of this machine they were sent
 * @param segments the kernel cuts one buffer into packets (UDP segmentation offload, Linux 4.18)
 */
record Transport(
        IoHandlerFactory io,
        Supplier<DatagramChannel> channels,
        Supplier<DatagramChannel> channelsOfIpv4,
        boolean isNative,
        boolean segments) {

    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    /** @param lone asked in the server's thread: so few clients that each waits for the server, not the server for a processor */
    static Transport best(boolean nativeWanted, BooleanSupplier lone) {
        if (nativeWanted && Epoll.isAvailable()) {
            return new Transport(
                    factory(lone),
                    EpollDatagramChannel::new,
                    () -> new EpollDatagramChannel(SocketProtocolFamily.INET),
                    true,
                    EpollDatagramChannel.isSegmentedDatagramPacketSupported());
        }
        if (nativeWanted) {
            LOG.info("TFTP goes without the native transport: {}", String.valueOf(Epoll.unavailabilityCause()));
        }
        return new Transport(
                NioIoHandler.newFactory(),
                NioDatagramChannel::new,
                () -> new NioDatagramChannel(SocketProtocolFamily.INET),
                false,
                false);
    }

    /** On a single processor whoever does not sleep keeps the client from running. */
    private static IoHandlerFactory factory(BooleanSupplier lone) {
        return Runtime.getRuntime().availableProcessors() > 1
                ? EpollIoHandler.newFactory(0, () -> new EagerWait(System::nanoTime, lone))
                : EpollIoHandler.newFactory();
    }
}
