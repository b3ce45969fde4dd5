package io.pureboot.edge.tftp.content;

import java.io.Closeable;
import java.io.IOException;
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
            file.read(into, position, length);
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
