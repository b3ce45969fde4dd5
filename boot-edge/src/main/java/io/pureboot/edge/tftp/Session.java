package io.pureboot.edge.tftp;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.tftp.packet.ErrorCode;
import io.pureboot.edge.tftp.packet.Packet;
import io.pureboot.edge.tftp.packet.PacketCodec;
import io.pureboot.edge.tftp.packet.Reading;
import io.pureboot.edge.tftp.transfer.Move;
import io.pureboot.edge.tftp.transfer.Move.Ending;
import io.pureboot.edge.tftp.transfer.Move.Output;
import io.pureboot.edge.tftp.transfer.Patience;
import io.pureboot.edge.tftp.transfer.Terms;
import io.pureboot.edge.tftp.transfer.Transfer;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One transfer's socket, content and state. Lives in the server's thread only. */
final class Session {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final String file;
    private final SocketAddress client;
    private final DatagramChannel channel;
    private final Content content;
    private final Counters counters;
    private final long startedNanos = System.nanoTime();
    private Optional<Transfer> transfer = Optional.empty();
    private boolean over;

    Session(String file, SocketAddress client, DatagramChannel channel, Content content, Counters counters) {
        this.file = file;
        this.client = client;
        this.channel = channel;
        this.content = content;
        this.counters = counters;
    }

    void begin(Terms terms, Patience patience, ByteBuffer buffer) throws IOException {
        apply(Transfer.begin(terms, patience, content.size(), System.nanoTime()), buffer);
    }

    boolean over() {
        return over;
    }

    boolean onlyLastAckMissing() {
        return transfer.isPresent() && transfer.get().onlyLastAckMissing();
    }

    /** Takes all that has arrived. */
    void receive(ByteBuffer incoming, ByteBuffer outgoing) {
        try {
            while (!over && channel.read(incoming.clear()) > 0) {
                packet(PacketCodec.read(incoming.flip()), outgoing);
            }
        } catch (PortUnreachableException gone) {
            // The client has closed its socket: so do some when they have what they wanted.
            finish(Ending.ENDED_BY_CLIENT);
        } catch (IOException broken) {
            fail(broken);
        }
    }

    void tick(long now, ByteBuffer outgoing) {
        if (!over && transfer.isPresent() && now - transfer.get().deadlineNanos() >= 0) {
            apply(transfer.get().timedOut(now), outgoing);
        }
    }

    void close() {
        over = true;
        TftpServer.closeQuietly(channel);
        TftpServer.closeQuietly(content);
    }

    private void packet(Reading reading, ByteBuffer outgoing) {
        if (transfer.isEmpty()) {
            return;
        }
        Transfer now = transfer.get();
        switch (reading) {
            case Reading.Understood(Packet.Ack ack) ->
                apply(now.acknowledged(ack.block(), System.nanoTime()), outgoing);
            case Reading.Understood(Packet.Failure failure) -> {
                LOG.debug("TFTP {} {}: client says {} {}", client, file, failure.code(), failure.message());
                apply(now.endedByClient(), outgoing);
            }
            case Reading.Understood other -> counters.count(Counted.TFTP_MALFORMED);
            case Reading.Refused refused -> counters.count(Counted.TFTP_MALFORMED);
        }
    }

    private void apply(Move move, ByteBuffer outgoing) {
        transfer = Optional.of(move.transfer());
        try {
            switch (move.output()) {
                case Output.Silence silence -> {}
                case Output.SendOptionAck optionAck ->
                    send(PacketCodec.write(
                            new Packet.OptionAck(move.transfer().terms().granted())));
                case Output.SendBlocks blocks -> sendBlocks(move.transfer(), blocks, outgoing);
                case Output.Over ended -> finish(ended.ending());
            }
        } catch (PortUnreachableException gone) {
            finish(Ending.ENDED_BY_CLIENT);
        } catch (IOException broken) {
            fail(broken);
        }
    }

    private void sendBlocks(Transfer now, Output.SendBlocks blocks, ByteBuffer outgoing) throws IOException {
        // Counted before they leave: whoever holds a block may already look for it in the counters.
        counters.add(Counted.TFTP_BLOCKS, blocks.count());
        if (blocks.again()) {
            counters.add(Counted.TFTP_BLOCKS_AGAIN, blocks.count());
        }
        for (long number = blocks.first(); number < blocks.first() + blocks.count(); number++) {
            int length = now.length(number);
            outgoing.clear();
            PacketCodec.dataHeader(outgoing, Transfer.wireBlock(number));
            outgoing.limit(PacketCodec.DATA_HEADER_BYTES + length);
            content.read(outgoing, now.offset(number));
            send(outgoing.flip());
            counters.add(Counted.TFTP_BYTES, length);
        }
    }

    /** Sends, or drops when the socket's buffer is full: a lost packet is nothing new to this protocol. */
    private void send(ByteBuffer datagram) throws IOException {
        if (channel.write(datagram) == 0) {
            LOG.debug("TFTP {} {}: a packet did not fit into the socket's buffer", client, file);
        }
    }

    private void finish(Ending ending) {
        counters.count(
                switch (ending) {
                    case COMPLETED -> Counted.TFTP_COMPLETED;
                    case ENDED_BY_CLIENT -> Counted.TFTP_ENDED_BY_CLIENT;
                    case GIVEN_UP -> Counted.TFTP_GIVEN_UP;
                });
        long millis = (System.nanoTime() - startedNanos) / 1_000_000;
        switch (ending) {
            case COMPLETED -> LOG.info("TFTP {} has fetched {} in {} ms", client, file, millis);
            case ENDED_BY_CLIENT -> LOG.debug("TFTP {} has ended {} after {} ms", client, file, millis);
            case GIVEN_UP -> LOG.warn("TFTP {} fell silent on {}, given up after {} ms", client, file, millis);
        }
        close();
    }

    private void fail(IOException broken) {
        counters.count(Counted.TFTP_FAILED);
        LOG.warn("TFTP {} {} failed: {}", client, file, broken.toString());
        try {
            send(PacketCodec.write(Packet.Failure.of(ErrorCode.NOT_DEFINED, "the server cannot go on")));
        } catch (IOException unsent) {
            LOG.debug("nor could it be told: {}", unsent.toString());
        }
        close();
    }
}
