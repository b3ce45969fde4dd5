package io.pureboot.edge.tftp;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How packets leave the process: by Linux's own system calls where there are any, else by the JDK's.
 *
 * @param isNative many packets go with one system call, and requests tell to which address of this machine they were sent
 * @param segments the kernel cuts one buffer into packets (UDP segmentation offload, Linux 4.18)
 */
record Transport(IoHandlerFactory io, Supplier<DatagramChannel> channels, boolean isNative, boolean segments) {

    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    static Transport best(boolean nativeWanted) {
        if (nativeWanted && Epoll.isAvailable()) {
            return new Transport(
                    EpollIoHandler.newFactory(),
                    EpollDatagramChannel::new,
                    true,
                    EpollDatagramChannel.isSegmentedDatagramPacketSupported());
        }
        if (nativeWanted) {
            LOG.info("TFTP goes without the native transport: {}", String.valueOf(Epoll.unavailabilityCause()));
        }
        return new Transport(NioIoHandler.newFactory(), NioDatagramChannel::new, false, false);
    }
}
