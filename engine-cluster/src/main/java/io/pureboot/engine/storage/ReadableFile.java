package io.pureboot.engine.storage;

import io.pureboot.protocol.FileHash;
import java.util.Optional;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** A file that this engine can read just now. */
public record ReadableFile(StoredFile file, FileShelf shelf) {
    /** Its bytes from {@code first} on, read as fast as they are taken; nothing is opened before somebody takes them. */
    public Source<ByteString, NotUsed> bytes(long first, long length) {
        boolean promised = !shelf.verified() && length == file.sizeBytes();
        return Source.unfoldResource(
                () -> new FileReader(
                        shelf.open(file, first, length),
                        length,
                        promised ? Optional.of(new FileHash(file.sha256())) : Optional.empty()),
                FileReader::next,
                FileReader::close);
    }
}
