package io.pureboot.edge.tftp.content;

import java.io.Closeable;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;

/** The bytes of one transfer, read at any place as often as a client loses them. */
public sealed interface Content extends Closeable {

    long size();

    /**
     * Puts {@code length} bytes from {@code position} on into {@code into}.
     *
     * @throws IOException also when the content has become shorter than it was
     */
    void read(ByteBuffer into, long position, int length) throws IOException;

    /** A file, through the cache. */
    final class OfFile implements Content {
        private final SharedFile file;
        private Reference<byte[]> last = new WeakReference<>(null);
        private long lastIndex = -1;
        private boolean closed;

        OfFile(SharedFile file) {
            this.file = file;
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public void read(ByteBuffer into, long position, int length) throws IOException {
            long at = position;
            int missing = length;
            while (missing > 0) {
                byte[] block = block(at / FileBlocks.BLOCK_BYTES);
                int offset = (int) (at % FileBlocks.BLOCK_BYTES);
                int count = Math.min(missing, block.length - offset);
                into.put(block, offset, count);
                at += count;
                missing -= count;
            }
        }

        /** Mostly it is the one of the packet before. Held so that the cache alone decides what is kept. */
        private byte[] block(long index) throws IOException {
            byte[] block = index == lastIndex ? last.get() : null;
            if (block == null) {
                block = file.block(index);
                last = new WeakReference<>(block);
                lastIndex = index;
            }
            return block;
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                file.release();
            }
        }
    }

    /** Text that the edge has made, or a file turned into netascii. */
    record OfBytes(ByteBuffer bytes) implements Content {
        @Override
        public long size() {
            return bytes.remaining();
        }

        @Override
        public void read(ByteBuffer into, long position, int length) {
            into.put(bytes.slice(Math.toIntExact(position), length));
        }

        @Override
        public void close() {
            // Memory needs no closing.
        }
    }
}
