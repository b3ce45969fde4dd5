package io.pureboot.edge.tftp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.unix.Errors;
import io.pureboot.edge.tftp.content.Content;
import io.pureboot.edge.tftp.packet.Packet;
import io.pureboot.edge.tftp.packet.PacketCodec;
import io.pureboot.edge.tftp.transfer.Move.Output.SendBlocks;
import io.pureboot.edge.tftp.transfer.Transfer;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Spells the packets of one transfer and sends a burst of blocks with as few system calls as there can be: one for up to 64 blocks where the
 * kernel cuts them apart, or hands them over as a list, else one for each.
 */
final class Outgoing {

    private static final Logger LOG = LoggerFactory.getLogger(Outgoing.class);

    /** UDP_MAX_SEGMENTS of kernels before 6.7; later ones take 128. */
    private static final int MAX_SEGMENTS = 64;

    /** With IPv4; no block is as large. */
    static final int MAX_UDP_PAYLOAD = 65_507;

    /** Larger blocks are fragments on any Ethernet without jumbo frames, and the kernel cuts nothing that it would have to fragment. */
    private static final int LARGEST_SEGMENT = 1472;

    private final Line line;
    private final ByteBuf slate;
    private boolean segments;

    /**
     * @param slate room for one packet, which all transfers of the server's thread write to
     * @param segments whether the kernel cuts one buffer into packets
     */
    Outgoing(Line line, ByteBuf slate, boolean segments) {
        this.line = line;
        this.slate = slate;
        this.segments = segments;
    }

    EventLoop eventLoop() {
        return line.channel().eventLoop();
    }

    void close() {
        line.close();
    }

    ChannelFuture send(Packet packet) {
        ByteBuffer datagram = PacketCodec.write(packet);
        ByteBuf out = line.channel().alloc().directBuffer(datagram.remaining());
        ChannelFuture written = line.write(out.writeBytes(datagram));
        line.flush();
        return written;
    }

    /**
     * Sends blocks.
     *
     * @return whether the last of them left, or waits for room in the socket's buffer
     * @throws IOException when the content cannot be read
     */
    ChannelFuture send(Transfer transfer, SendBlocks blocks, Content content) throws IOException {
        if (blocks.count() == 1 && line.direct()) {
            return one(transfer, blocks, content);
        }
        int packetBytes = PacketCodec.DATA_HEADER_BYTES + transfer.terms().blockBytes();
        if (!segments || blocks.count() == 1 || packetBytes > LARGEST_SEGMENT) {
            return oneByOne(transfer, blocks, content);
        }
        int atOnce = Math.min(MAX_SEGMENTS, MAX_UDP_PAYLOAD / packetBytes);
        ChannelFuture written = line.channel().newSucceededFuture();
        for (int done = 0; done < blocks.count(); done += atOnce) {
            int count = Math.min(atOnce, blocks.count() - done);
            written = line.writeSegments(spell(transfer, blocks.first() + done, count, content), packetBytes);
        }
        line.flush();
        Throwable cause = written.cause();
        if (cause == null || isGone(cause)) {
            return written;
        }
        // A path with smaller packets than the blocks, a device that computes no checksums, an old kernel.
        LOG.debug("TFTP: the kernel cuts no packets towards {}: {}", line, cause.toString());
        segments = false;
        return oneByOne(transfer, blocks, content);
    }

    /** The client's port is closed: it has gone. */
    static boolean isGone(Throwable cause) {
        return cause instanceof PortUnreachableException
                || (cause instanceof Errors.NativeIoException error
                        && error.expectedErr() == Errors.ERROR_ECONNREFUSED_NEGATIVE);
    }

    private ChannelFuture one(Transfer transfer, SendBlocks block, Content content) throws IOException {
        int bytes = PacketCodec.DATA_HEADER_BYTES + transfer.length(block.first());
        spell(transfer, block.first(), content, slate.internalNioBuffer(0, bytes));
        slate.setIndex(0, bytes);
        try {
            if (line.passes(slate)) {
                return line.channel().newSucceededFuture();
            }
        } catch (IOException unsent) {
            return line.channel().newFailedFuture(unsent);
        }
        return oneByOne(transfer, block, content);
    }

    private ChannelFuture oneByOne(Transfer transfer, SendBlocks blocks, Content content) throws IOException {
        ChannelFuture written = line.channel().newSucceededFuture();
        for (long number = blocks.first(); number < blocks.first() + blocks.count(); number++) {
            written = line.write(spell(transfer, number, 1, content));
        }
        line.flush();
        return written;
    }

    private ByteBuf spell(Transfer transfer, long first, int count, Content content) throws IOException {
        long last = first + count - 1;
        int bytes =
                (count - 1) * (PacketCodec.DATA_HEADER_BYTES + transfer.terms().blockBytes())
                        + PacketCodec.DATA_HEADER_BYTES
                        + transfer.length(last);
        ByteBuf out = line.channel().alloc().directBuffer(bytes);
        try {
            ByteBuffer into = out.internalNioBuffer(0, bytes);
            for (long number = first; number <= last; number++) {
                spell(transfer, number, content, into);
            }
            return out.writerIndex(bytes);
        } catch (IOException | RuntimeException unread) {
            out.release();
            throw unread;
        }
    }

    private static void spell(Transfer transfer, long number, Content content, ByteBuffer into) throws IOException {
        PacketCodec.dataHeader(into, Transfer.wireBlock(number));
        content.read(into, transfer.offset(number), transfer.length(number));
    }
}
