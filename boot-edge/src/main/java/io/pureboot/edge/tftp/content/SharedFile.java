package io.pureboot.edge.tftp.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/** One version of one file, opened once for all transfers that send it. */
final class SharedFile {

    /**
     * A version of a file: one that is written anew or replaced is another.
     *
     * @param inode what the file system tells files apart by; the path where it has nothing such
     */
    record Version(Path path, Object inode, FileTime modified, long size) {
        /** Asked for with each packet: a path knows its own, a time would have to be worked out. */
        @Override
        public int hashCode() {
            return path.hashCode() ^ Long.hashCode(size);
        }
    }

    private final Version version;
    private final FileChannel channel;
    private final FileBlocks blocks;
    private int transfers;

    SharedFile(Version version, FileChannel channel, FileBlocks blocks) {
        this.version = version;
        this.channel = channel;
        this.blocks = blocks;
    }

    Version version() {
        return version;
    }

    long size() {
        return version.size();
    }

    Content use() {
        transfers++;
        return new Content.OfFile(this);
    }

    void release() throws IOException {
        transfers--;
        if (transfers == 0) {
            blocks.forget(this);
            channel.close();
        }
    }

    /** Block {@code index}, from the cache or the disk. */
    byte[] block(long index) throws IOException {
        return blocks.block(this, index);
    }

    /** Block {@code index} from the disk; the last one is as short as the file. */
    byte[] load(long index) throws IOException {
        long start = index * FileBlocks.BLOCK_BYTES;
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(FileBlocks.BLOCK_BYTES, size() - start));
        while (block.hasRemaining()) {
            if (channel.read(block, start + block.position()) < 0) {
                throw new IOException("the file became shorter while it was sent");
            }
        }
        return block.array();
    }
}
