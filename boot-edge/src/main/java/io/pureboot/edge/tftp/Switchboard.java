package io.pureboot.edge.tftp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DatagramPacket;
import io.pureboot.edge.tftp.packet.Packet;
import io.pureboot.edge.tftp.packet.PacketCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Gives each transfer its line, by the ports from which transfers may be sent. */
final class Switchboard {

    private final TftpSettings settings;
    private final Sockets sockets;
    private final SharedSocket door;
    private final List<SharedSocket> shared;
    private final ByteBuf slate = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(Outgoing.MAX_UDP_PAYLOAD));
    private int turn;

    /**
     * @param door where requests arrive
     * @param range the sockets of a fixed range of ports; empty when there is none
     */
    Switchboard(TftpSettings settings, Sockets sockets, SharedSocket door, List<SharedSocket> range) {
        this.settings = settings;
        this.sockets = sockets;
        this.door = door;
        this.shared = new ArrayList<>(range);
    }

    /**
     * Connects {@code session} with its client, now or soon.
     *
     * @param asked the address of this machine to which the request was sent; a wildcard when that is not known
     */
    void connect(Session session, InetAddress asked, Consumer<Outgoing> connected, Consumer<Throwable> failed) {
        InetSocketAddress client = session.request().client();
        boolean segments = sockets.transport().segments();
        switch (settings.ports()) {
            case AnswerPorts.Ephemeral ephemeral -> {
                ChannelFuture own = sockets.own(new InetSocketAddress(asked, 0), client, session);
                own.addListener(done -> {
                    if (done.isSuccess()) {
                        connected.accept(new Outgoing(new Line.Own(own.channel(), client), slate, segments));
                    } else {
                        failed.accept(done.cause());
                    }
                });
            }
            case AnswerPorts.Range range ->
                connected.accept(new Outgoing(join(next(client), session), slate, segments));
            case AnswerPorts.Single single -> connected.accept(new Outgoing(join(door, session), slate, segments));
        }
    }

    /** Sends one packet that begins no transfer. */
    void say(Packet packet, InetSocketAddress to) {
        ChannelFuture unused =
                door.channel().write(new DatagramPacket(Unpooled.wrappedBuffer(PacketCodec.write(packet)), to));
        door.flush();
    }

    private static Line join(SharedSocket socket, Session session) {
        InetSocketAddress client = session.request().client();
        // A client that asks for another file from the same port has done with the one before.
        socket.of(client).ifPresent(Session::close);
        socket.join(client, session);
        return new Line.Shared(socket, client);
    }

    /** The next port on which this client has no transfer; where it has one on each, simply the next. */
    private SharedSocket next(InetSocketAddress client) {
        for (int tried = 0; tried < shared.size(); tried++) {
            SharedSocket socket = shared.get(turn);
            turn = (turn + 1) % shared.size();
            if (socket.of(client).isEmpty()) {
                return socket;
            }
        }
        return shared.get(turn);
    }
}
