package io.pureboot.edge.tftp.content;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The blocks of files that were last sent, shared by all transfers: a rack that boots the same loader reads it from the disk once. A file that
 * was replaced meanwhile is another file; transfers that have begun go on with the old one.
 *
 * <p>A copy, not a mapping: a mapped file that somebody truncates would end the process's thread in the middle of a packet, and mapped pages count
 * as the process's memory without a limit.
 */
public final class FileBlocks {

    static final int BLOCK_BYTES = 128 * 1024;

    private record Place(SharedFile.Version version, long index) {}

    private final long maxBytes;
    private final Map<SharedFile.Version, SharedFile> open = new HashMap<>();
    private final LinkedHashMap<Place, byte[]> kept = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    /** @param maxBytes of all files together; at least 128 KiB */
    public FileBlocks(long maxBytes) {
        if (maxBytes < BLOCK_BYTES) {
            throw new IllegalArgumentException("the cache of files must hold 128 KiB or more, not " + maxBytes);
        }
        this.maxBytes = maxBytes;
    }

    /**
     * Opens {@code file} for one transfer, which closes it.
     *
     * @throws IOException when it cannot be read
     */
    public Content open(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        SharedFile.Version version = new SharedFile.Version(
                file,
                Objects.requireNonNullElse(attributes.fileKey(), file),
                attributes.lastModifiedTime(),
                attributes.size());
        SharedFile shared = open.get(version);
        if (shared == null) {
            shared = new SharedFile(version, FileChannel.open(file, StandardOpenOption.READ), this);
            open.put(version, shared);
        }
        return shared.use();
    }

    /** Files that are open now. */
    public int openFiles() {
        return open.size();
    }

    byte[] block(SharedFile file, long index) throws IOException {
        Place place = new Place(file.version(), index);
        byte[] block = kept.get(place);
        if (block == null) {
            block = file.load(index);
            keep(place, block);
        }
        return block;
    }

    void forget(SharedFile file) {
        open.remove(file.version());
    }

    private void keep(Place place, byte[] block) {
        kept.put(place, block);
        bytes += block.length;
        Iterator<byte[]> oldest = kept.values().iterator();
        while (bytes > maxBytes && oldest.hasNext()) {
            bytes -= oldest.next().length;
            oldest.remove();
        }
    }
}
