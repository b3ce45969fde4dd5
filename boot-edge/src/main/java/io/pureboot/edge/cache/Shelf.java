package io.pureboot.edge.cache;

import io.pureboot.protocol.FileHash;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The directory of whole files, each under its hash, within a limit. A file that is being sent while it makes room is sent to its end. */
final class Shelf {
    private static final String PART = ".part";

    private final Path directory;
    private final long maxBytes;
    /** Sizes, that which nobody has asked for longest first. */
    private final Map<FileHash, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;
    private long promised;

    private Shelf(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    static Shelf open(Path directory, long maxBytes) throws IOException {
        Shelf shelf = new Shelf(directory, maxBytes);
        List<Path> files;
        try (Stream<Path> entries = Files.list(directory)) {
            files = entries.sorted(
                            Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .toList();
        }
        for (Path file : files) {
            String name = file.getFileName().toString();
            Optional<FileHash> hash = FileHash.parse(name);
            if (hash.isPresent()) {
                shelf.add(hash.get(), Files.size(file));
            } else if (name.endsWith(PART)) {
                Files.delete(file);
            }
        }
        return shelf;
    }

    synchronized long bytes() {
        return bytes;
    }

    long maxBytes() {
        return maxBytes;
    }

    synchronized Optional<Path> find(FileHash hash) {
        Long size = sizes.get(hash);
        if (size == null) {
            return Optional.empty();
        }
        Path file = directory.resolve(hash.hex());
        if (Files.exists(file)) {
            return Optional.of(file);
        }
        // Somebody has tidied up.
        sizes.remove(hash);
        bytes -= size;
        return Optional.empty();
    }

    /**
     * Makes room for a file; {@link #keep} or {@link #giveUp} follows.
     *
     * @return whether it fits
     */
    synchronized boolean makeRoom(long size) throws IOException {
        if (size + promised > maxBytes) {
            return false;
        }
        Iterator<Map.Entry<FileHash, Long>> oldest = sizes.entrySet().iterator();
        while (bytes + promised + size > maxBytes && oldest.hasNext()) {
            Map.Entry<FileHash, Long> entry = oldest.next();
            Files.deleteIfExists(directory.resolve(entry.getKey().hex()));
            bytes -= entry.getValue();
            oldest.remove();
        }
        promised += size;
        return true;
    }

    Path part(FileHash hash) {
        return directory.resolve(hash.hex() + PART);
    }

    /** Gives a verified part its name, after its bytes have reached the disk: what has a hash for a name is never verified again. */
    Path keep(FileHash hash, long size) throws IOException {
        Path part = part(hash);
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Path file = Files.move(part, directory.resolve(hash.hex()), StandardCopyOption.ATOMIC_MOVE);
        synchronized (this) {
            promised -= size;
            add(hash, size);
        }
        return file;
    }

    /** Lets go of the room that was made, and of the part. */
    void giveUp(FileHash hash, long size) throws IOException {
        synchronized (this) {
            promised -= size;
        }
        Files.deleteIfExists(part(hash));
    }

    private synchronized void add(FileHash hash, long size) {
        Long before = sizes.put(hash, size);
        bytes += size - (before == null ? 0 : before);
    }
}
