package io.pureboot.edge.tftp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of one transfer, read at any place as often as a client loses them. */
interface Content extends Closeable {

    long size() throws IOException;

    /**
     * Fills {@code into} from {@code position} on.
     *
     * @throws IOException also when the content has become shorter than it was
     */
    void read(ByteBuffer into, long position) throws IOException;

    static Content ofFile(Path file) throws IOException {
        return new OfFile(FileChannel.open(file, StandardOpenOption.READ));
    }

    static Content ofBytes(ByteBuffer bytes) {
        return new OfBytes(bytes);
    }

    /** A file, read as it is needed. */
    record OfFile(FileChannel channel) implements Content {
        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void read(ByteBuffer into, long position) throws IOException {
            long at = position;
            while (into.hasRemaining()) {
                int count = channel.read(into, at);
                if (count < 0) {
                    throw new IOException("the file became shorter while it was sent");
                }
                at += count;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** Text that the edge has made, or a file turned into netascii. */
    record OfBytes(ByteBuffer bytes) implements Content {
        @Override
        public long size() {
            return bytes.remaining();
        }

        @Override
        public void read(ByteBuffer into, long position) {
            into.put(bytes.slice(Math.toIntExact(position), into.remaining()));
        }

        @Override
        public void close() {
            // Memory needs no closing.
        }
    }
}
