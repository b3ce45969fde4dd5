package io.pureboot.engine.storage.local;

import io.pureboot.engine.storage.Landing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that grows until it is whole. */
final class PartFile implements Landing {
    private final Path root;
    private final Path part;
    private final String sha256;
    private final FileChannel channel;

    PartFile(Path root, Path part, String sha256, FileChannel channel) {
        this.root = root;
        this.part = part;
        this.sha256 = sha256;
        this.channel = channel;
    }

    @Override
    public void write(byte[] bytes, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    @Override
    public String settle() throws IOException {
        channel.force(false);
        return "";
    }

    @Override
    public InputStream readBack() throws IOException {
        return Files.newInputStream(part);
    }

    @Override
    public String land() throws IOException {
        channel.force(true);
        Path location = Path.of("sha256", sha256.substring(0, 2), sha256);
        Path whole = root.resolve(location);
        Files.createDirectories(whole.getParent());
        Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
        // The rename, and the directories that were made for it.
        for (Path directory = whole.getParent(); directory.startsWith(root); directory = directory.getParent()) {
            forceDirectory(directory);
        }
        return location.toString();
    }

    private static void forceDirectory(Path directory) throws IOException {
        try (FileChannel entries = FileChannel.open(directory, StandardOpenOption.READ)) {
            entries.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
