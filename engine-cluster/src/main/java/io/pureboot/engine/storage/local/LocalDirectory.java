package io.pureboot.engine.storage.local;

import io.pureboot.engine.storage.Landing;
import io.pureboot.engine.storage.LandingShelf;
import io.pureboot.engine.storage.LostUpload;
import io.pureboot.engine.storage.StoredFile;
import io.pureboot.engine.storage.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A directory as a backend. A whole file is {@code sha256/ab/ab12…}: it gets this name by a rename, after its bytes have reached the disk and were
 * verified, so whatever has such a name is whole.
 */
public final class LocalDirectory implements LandingShelf {
    private final Path root;

    /** @param root exists, and is the backend's: see {@link Marker} */
    public LocalDirectory(Path root) {
        this.root = root;
    }

    @Override
    public boolean verified() {
        return true;
    }

    @Override
    public void probe(StoredFile file) throws IOException {
        Path path = root.resolve(file.location());
        if (Files.size(path) != file.sizeBytes()) {
            throw new IOException(path + " has another size than " + file.sizeBytes());
        }
    }

    @Override
    public InputStream open(StoredFile file, long first, long length) throws IOException {
        FileChannel channel = FileChannel.open(root.resolve(file.location()), StandardOpenOption.READ);
        return Channels.newInputStream(channel.position(first));
    }

    @Override
    public Landing resume(Upload upload) throws IOException {
        Path part = part(upload);
        Files.createDirectories(part.getParent());
        if (upload.received() > 0 && (!Files.exists(part) || Files.size(part) < upload.received())) {
            throw new LostUpload(part + " does not hold the " + upload.received() + " bytes that were received");
        }
        FileChannel channel =
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        // What was written after the last settling is not in the hash.
        channel.truncate(upload.received()).position(upload.received());
        return new PartFile(root, part, upload.sha256(), channel);
    }

    @Override
    public void discard(Upload upload) throws IOException {
        Files.deleteIfExists(part(upload));
    }

    private Path part(Upload upload) {
        return root.resolve("uploads").resolve(upload.id() + ".part");
    }
}
