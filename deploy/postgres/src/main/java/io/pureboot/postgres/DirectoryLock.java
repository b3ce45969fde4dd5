package io.pureboot.postgres;

import io.pureboot.postgres.PostgresRefusal.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/** One server per directory: held by a lock that the operating system gives back whatever ends the process. */
final class DirectoryLock implements AutoCloseable {
    /** Looked at before the file is touched: closing a second channel to it would give this JVM's lock away (POSIX). */
    private static final Set<Path> HELD_HERE = new HashSet<>();

    private final Path directory;
    private final FileChannel channel;
    private final FileLock lock;

    private DirectoryLock(Path directory, FileChannel channel, FileLock lock) {
        this.directory = directory;
        this.channel = channel;
        this.lock = lock;
    }

    static DirectoryLock of(Path wanted) throws IOException {
        Path file = wanted.resolve("pg.lock");
        synchronized (HELD_HERE) {
            try {
                Files.createDirectories(wanted);
                Path directory = wanted.toRealPath();
                if (HELD_HERE.contains(directory)) {
                    throw inUse(wanted, "this process");
                }
                FileChannel channel = FileChannel.open(
                        file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock();
                if (lock == null) {
                    String holder =
                            Files.readString(file, StandardCharsets.US_ASCII).strip();
                    channel.close();
                    throw inUse(wanted, "process " + holder);
                }
                channel.truncate(0);
                channel.write(
                        ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
                HELD_HERE.add(directory);
                return new DirectoryLock(directory, channel, lock);
            } catch (AccessDeniedException e) {
                throw new PostgresRefusal(
                        Reason.NOT_OURS,
                        "user " + System.getProperty("user.name") + " may not write " + e.getFile()
                                + ": give another directory with PUREBOOT_DATA_DIR, or run as its owner",
                        e);
            }
        }
    }

    private static PostgresRefusal inUse(Path directory, String holder) {
        return new PostgresRefusal(
                Reason.IN_USE,
                directory + " is in use by " + holder
                        + ": stop that one, or give another directory with PUREBOOT_DATA_DIR");
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD_HERE) {
            if (HELD_HERE.remove(directory)) {
                lock.release();
                channel.close();
            }
        }
    }
}
