package io.pureboot.edge.cache;

import io.pureboot.protocol.FileHash;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
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

    /** What tells whether a file was written to since its bytes were looked at. */
    private record Look(long size, FileTime modified) {
        static Look at(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Look(attributes.size(), attributes.lastModifiedTime());
        }
    }

    /**
     * A file that lies here.
     *
     * @param verified how it was when its bytes were found to be right; absent of one that an earlier edge has left
     */
    private record Entry(long size, Optional<Look> verified) {}

    /** @param verified whether its bytes are known to be those of its name */
    record Found(Path file, boolean verified) {}

    private final Path directory;
    private final long maxBytes;
    /** That which nobody has asked for longest first. */
    private final Map<FileHash, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

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
                shelf.add(hash.get(), new Entry(Files.size(file), Optional.empty()));
            } else if (name.endsWith(PART)) {
                Files.delete(file);
            }
        }
        return shelf;
    }

    synchronized long files() {
        return entries.size();
    }

    synchronized long bytes() {
        return bytes;
    }

    long maxBytes() {
        return maxBytes;
    }

    synchronized boolean has(FileHash hash) {
        // Not by get(), which would count as asking for it.
        return entries.containsKey(hash);
    }

    synchronized Optional<Found> find(FileHash hash) {
        Entry entry = entries.get(hash);
        if (entry == null) {
            return Optional.empty();
        }
        Path file = directory.resolve(hash.hex());
        try {
            Look now = Look.at(file);
            return Optional.of(
                    new Found(file, entry.verified().filter(now::equals).isPresent()));
        } catch (IOException gone) {
            // Somebody has tidied up.
            forget(hash);
            return Optional.empty();
        }
    }

    /**
     * The bytes of a file were found to be right.
     *
     * @throws NoSuchFileException when it has made room meanwhile
     */
    synchronized void verified(FileHash hash) throws IOException {
        Look look = Look.at(directory.resolve(hash.hex()));
        add(hash, new Entry(look.size(), Optional.of(look)));
    }

    /** Takes away a file whose bytes were found to be wrong. */
    synchronized void discard(FileHash hash) throws IOException {
        Files.deleteIfExists(directory.resolve(hash.hex()));
        forget(hash);
    }

    private void forget(FileHash hash) {
        Entry before = entries.remove(hash);
        bytes -= before == null ? 0 : before.size();
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
        Iterator<Map.Entry<FileHash, Entry>> oldest = entries.entrySet().iterator();
        while (bytes + promised + size > maxBytes && oldest.hasNext()) {
            Map.Entry<FileHash, Entry> entry = oldest.next();
            Files.deleteIfExists(directory.resolve(entry.getKey().hex()));
            bytes -= entry.getValue().size();
            oldest.remove();
        }
        promised += size;
        return true;
    }

    Path part(FileHash hash) {
        return directory.resolve(hash.hex() + PART);
    }

    /** Gives a verified part its name, after its bytes have reached the disk. */
    Path keep(FileHash hash, long size) throws IOException {
        Path part = part(hash);
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Path file = Files.move(part, directory.resolve(hash.hex()), StandardCopyOption.ATOMIC_MOVE);
        synchronized (this) {
            promised -= size;
            verified(hash);
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

    private synchronized void add(FileHash hash, Entry entry) {
        Entry before = entries.put(hash, entry);
        bytes += entry.size() - (before == null ? 0 : before.size());
    }
}
