package io.pureboot.edge.tftp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import java.nio.ByteBuffer;

/**
 * One buffer into which all transfers' own sockets read, a packet at a time: whoever is given it has done with it when the next socket is read, as all
 * are of one thread. To take a buffer for each ACK and to give it back would cost as much as to understand it. One packet for each event, too: mostly
 * there is but one, and looking for a second costs a system call.
 */
final class OneAtATime implements RecvByteBufAllocator {

    private final ByteBuf buffer;

    /** @param bytes what is longer is cut off */
    OneAtATime(int bytes) {
        this.buffer = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(bytes));
    }

    @Override
    public ExtendedHandle newHandle() {
        return new Reading(buffer);
    }

    private static final class Reading implements ExtendedHandle {

        private final ByteBuf buffer;
        private int attempted;
        private int last;

        Reading(ByteBuf buffer) {
            this.buffer = buffer;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator unused) {
            if (buffer.refCnt() != 1) {
                throw new IllegalStateException("a packet was kept beyond its event");
            }
            return buffer.retain().clear();
        }

        @Override
        public int guess() {
            return buffer.capacity();
        }

        @Override
        public void reset(ChannelConfig config) {
            last = 0;
        }

        @Override
        public void incMessagesRead(int messages) {
            // It is one, always.
        }

        @Override
        public void lastBytesRead(int bytes) {
            last = bytes;
        }

        @Override
        public int lastBytesRead() {
            return last;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attempted = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attempted;
        }

        @Override
        public boolean continueReading() {
            return false;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier unused) {
            return false;
        }

        @Override
        public void readComplete() {
            // Nothing is learnt from it.
        }
    }
}
