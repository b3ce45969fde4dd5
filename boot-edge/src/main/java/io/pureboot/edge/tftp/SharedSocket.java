package io.pureboot.edge.tftp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.tftp.packet.PacketCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket that belongs to no single transfer: the one on which requests arrive, and those of a fixed range of ports. It tells clients apart by
 * their address and port, and sends with one system call what the packets of one read have brought about.
 */
final class SharedSocket extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(SharedSocket.class);

    /** Takes what is no packet of a transfer. */
    interface Strangers {
        /** @param packet stays the caller's */
        void arrived(DatagramPacket packet);
    }

    private final Channel channel;
    private final Strangers strangers;
    private final Map<InetSocketAddress, Session> sessions = new HashMap<>();
    private boolean reading;

    /** With {@code strangers}, who may answer through this socket, taking requests and what else arrives. */
    SharedSocket(Channel channel, Function<SharedSocket, Strangers> strangers) {
        this.channel = channel;
        this.strangers = strangers.apply(this);
    }

    /** One on which nobody asks for anything. */
    static SharedSocket ofTransfersOnly(Channel channel, Counters counters) {
        return new SharedSocket(channel, socket -> packet -> counters.count(Counted.TFTP_MALFORMED));
    }

    Channel channel() {
        return channel;
    }

    /** The transfer of the client with this address and port. */
    Optional<Session> of(InetSocketAddress client) {
        return Optional.ofNullable(sessions.get(client));
    }

    void join(InetSocketAddress client, Session session) {
        sessions.put(client, session);
    }

    void leave(InetSocketAddress client) {
        sessions.remove(client);
    }

    void flush() {
        if (!reading) {
            channel.flush();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        reading = true;
        try {
            Session session = sessions.get(packet.sender());
            if (session == null || isRequest(packet.content())) {
                strangers.arrived(packet);
            } else {
                session.receive(packet.content());
            }
        } finally {
            packet.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        channel.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            // A packet that could not be sent or received: nothing new to this protocol.
            LOG.debug("TFTP {}: {}", channel.localAddress(), cause.toString());
        } else {
            LOG.error("TFTP {}: a bug", channel.localAddress(), cause);
        }
    }

    private static boolean isRequest(ByteBuf content) {
        return content.readableBytes() > 2 && PacketCodec.isRequest(content.getUnsignedShort(content.readerIndex()));
    }
}
