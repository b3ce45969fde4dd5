package io.pureboot.edge.tftp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import java.io.IOException;
import java.net.InetSocketAddress;

/** Where the packets of one transfer leave. */
sealed interface Line {

    /** Whether packets may go past Netty's queue; else {@link #passes} never takes one. */
    boolean direct();

    /**
     * Hands one packet to the kernel at once, past Netty's queue: most of a lock step's own work would be to enter it and to leave it again.
     *
     * @return whether it left; else it is to be written
     * @throws IOException when it will not leave, as the client has gone
     */
    boolean passes(ByteBuf packet) throws IOException;

    /** Leaves one packet to be sent by the next {@link #flush}; takes the buffer. */
    ChannelFuture write(ByteBuf packet);

    /** Leaves packets of {@code packetBytes} each, the last maybe shorter, which the kernel cuts apart. */
    ChannelFuture writeSegments(ByteBuf packets, int packetBytes);

    void flush();

    /** No packet of this client arrives any more. */
    void close();

    Channel channel();

    /** A socket of the transfer's own, connected: the kernel drops what comes from elsewhere, and tells when the client has gone. */
    record Own(Channel channel, InetSocketAddress client) implements Line {
        @Override
        public boolean direct() {
            return channel instanceof UnixChannel;
        }

        @Override
        public boolean passes(ByteBuf packet) throws IOException {
            return channel instanceof UnixChannel unix
                    && packet.hasMemoryAddress()
                    && unix.fd() instanceof Socket socket
                    && socket.sendAddress(packet.memoryAddress(), packet.readerIndex(), packet.writerIndex()) > 0;
        }

        @Override
        public ChannelFuture write(ByteBuf packet) {
            return channel.write(packet);
        }

        @Override
        public ChannelFuture writeSegments(ByteBuf packets, int packetBytes) {
            return channel.write(new SegmentedDatagramPacket(packets, packetBytes, client));
        }

        @Override
        public void flush() {
            channel.flush();
        }

        @Override
        public void close() {
            ChannelFuture unused = channel.close();
        }
    }

    /** A socket that other transfers use too. */
    record Shared(SharedSocket socket, InetSocketAddress client) implements Line {
        @Override
        public boolean direct() {
            return false;
        }

        @Override
        public boolean passes(ByteBuf packet) {
            return false;
        }

        @Override
        public ChannelFuture write(ByteBuf packet) {
            return channel().write(new DatagramPacket(packet, client));
        }

        @Override
        public ChannelFuture writeSegments(ByteBuf packets, int packetBytes) {
            return channel().write(new SegmentedDatagramPacket(packets, packetBytes, client));
        }

        @Override
        public void flush() {
            socket.flush();
        }

        @Override
        public void close() {
            socket.leave(client);
        }

        @Override
        public Channel channel() {
            return socket.channel();
        }
    }
}
