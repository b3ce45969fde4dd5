package io.pureboot.edge.tftp;

import io.netty.channel.socket.DatagramPacket;
import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.tftp.Session.Request;
import io.pureboot.edge.tftp.TftpFiles.Offer;
import io.pureboot.edge.tftp.content.Content;
import io.pureboot.edge.tftp.content.FileBlocks;
import io.pureboot.edge.tftp.packet.ErrorCode;
import io.pureboot.edge.tftp.packet.Packet;
import io.pureboot.edge.tftp.packet.PacketCodec;
import io.pureboot.edge.tftp.packet.Reading;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests arrive. What is no request at all is passed over in silence, and nobody who is refused is told more than he has said: an answer
 * could be aimed at somebody else.
 */
final class Reception implements SharedSocket.Strangers {

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    /** Bytes of an ERROR without its message. */
    private static final int BARE_ERROR_BYTES = 5;

    private final TftpSettings settings;
    private final TftpFiles files;
    private final FileBlocks blocks;
    private final Sessions sessions;
    private final Switchboard switchboard;
    private final Counters counters;

    Reception(TftpSettings settings, TftpFiles files, Sessions sessions, Switchboard switchboard, Counters counters) {
        this.settings = settings;
        this.files = files;
        this.blocks = new FileBlocks(settings.cacheBytes());
        this.sessions = sessions;
        this.switchboard = switchboard;
        this.counters = counters;
    }

    @Override
    public void arrived(DatagramPacket packet) {
        boolean tooLong = packet.content().readableBytes() > PacketCodec.MAX_REQUEST_BYTES;
        switch (PacketCodec.read(packet.content().nioBuffer())) {
            case Reading.Understood(Packet.ReadRequest read) when !tooLong -> serve(packet, read);
            case Reading.Understood(Packet.WriteRequest write)
            when !tooLong -> {
                counters.count(Counted.TFTP_WRITE);
                refuse(packet, ErrorCode.ACCESS_VIOLATION, "read only");
            }
            case Reading.Understood other -> counters.count(Counted.TFTP_MALFORMED);
            case Reading.Refused refused -> counters.count(Counted.TFTP_MALFORMED);
        }
    }

    private void serve(DatagramPacket packet, Packet.ReadRequest read) {
        Request request = new Request(packet.sender(), read.file());
        Optional<Session> before = sessions.of(request);
        if (before.isPresent() && !before.get().onlyLastAckMissing()) {
            counters.count(Counted.TFTP_REPEATED_REQUESTS);
            before.get().askedAgain();
            return;
        }
        // Its last ACK was lost: the client has the file, and asks for it a second time from the same port.
        before.ifPresent(Session::close);
        if (!sessions.hasRoom(packet.sender().getAddress())) {
            counters.count(Counted.TFTP_BUSY);
            return;
        }
        counters.count(Counted.TFTP_REQUESTS);
        switch (files.open(read.file(), read.mode(), blocks)) {
            case Offer.Opened opened -> begin(packet, request, read, opened.content());
            case Offer.Refused refused -> {
                counters.count(
                        refused.code() == ErrorCode.FILE_NOT_FOUND ? Counted.TFTP_NOT_FOUND : Counted.TFTP_FORBIDDEN);
                LOG.debug("TFTP {} {}: {}", packet.sender(), read.file(), refused.why());
                refuse(packet, refused.code(), refused.why());
            }
        }
    }

    private void begin(DatagramPacket packet, Request request, Packet.ReadRequest read, Content content) {
        Session session = new Session(request, content, counters, sessions::remove);
        sessions.add(session);
        switchboard.connect(
                session,
                packet.recipient().getAddress(),
                outgoing -> session.begin(
                        read.options(),
                        settings.caps().of(request.client().getAddress()),
                        settings.patience(),
                        outgoing),
                cause -> {
                    counters.count(Counted.TFTP_FAILED);
                    LOG.warn("TFTP {} cannot begin: {}", request, cause.toString());
                    session.close();
                });
    }

    /** The message goes only where it makes the answer no longer than the question. */
    private void refuse(DatagramPacket packet, ErrorCode code, String why) {
        int room = packet.content().readableBytes() - BARE_ERROR_BYTES;
        String message = why.getBytes(StandardCharsets.UTF_8).length <= room ? why : "";
        switchboard.say(Packet.Failure.of(code, message), packet.sender());
    }
}
