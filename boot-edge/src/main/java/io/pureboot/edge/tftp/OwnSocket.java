package io.pureboot.edge.tftp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;

/** Brings what arrives on a transfer's own socket to it. */
final class OwnSocket extends ChannelInboundHandlerAdapter {

    private final Session session;

    OwnSocket(Session session) {
        this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        try {
            session.receive(packet.content());
        } finally {
            packet.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        session.unsent(cause);
    }
}
