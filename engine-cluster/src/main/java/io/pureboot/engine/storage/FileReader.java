package io.pureboot.engine.storage;

import io.pureboot.protocol.FileHash;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/** The bytes of a file, piece by piece. Whoever reads all of a file that was only promised does not get its last piece unless the hash is right. */
final class FileReader {
    private static final int CHUNK_BYTES = 128 * 1024;

    private final InputStream bytes;
    private final Optional<FileHash> promised;
    private final MessageDigest digest = KnownDigests.sha256();
    private long left;

    /** @param promised what the hash of all of it must be, when that has not been verified before */
    FileReader(InputStream bytes, long length, Optional<FileHash> promised) {
        this.bytes = bytes;
        this.left = length;
        this.promised = promised;
    }

    /** Empty at the end. */
    Optional<ByteString> next() throws IOException {
        if (left == 0) {
            return Optional.empty();
        }
        byte[] chunk = bytes.readNBytes((int) Math.min(CHUNK_BYTES, left));
        if (chunk.length == 0) {
            throw new IOException("the file ends " + left + " bytes too early");
        }
        left -= chunk.length;
        if (promised.isPresent()) {
            digest.update(chunk);
            if (left == 0) {
                check(promised.get(), HexFormat.of().formatHex(digest.digest()));
            }
        }
        return Optional.of(ByteString.fromArrayUnsafe(chunk));
    }

    private static void check(FileHash promised, String got) throws IOException {
        if (!got.equals(promised.hex())) {
            throw new IOException("the file has the SHA-256 " + got + ", not " + promised);
        }
    }

    void close() throws IOException {
        bytes.close();
    }
}
