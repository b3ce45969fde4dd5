package io.pureboot.engine.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * A file on its way.
 *
 * @param sha256 what its sender has promised
 * @param received how many bytes would survive this engine
 * @param lastWriter who received the last of them, and may know their hash
 * @param progress what its backend needs to go on
 * @param complete whether it has become a {@link StoredFile}
 */
public record Upload(
        String id,
        String backendId,
        String sha256,
        long sizeBytes,
        Optional<String> fileName,
        long received,
        String lastWriter,
        String progress,
        boolean complete,
        Instant createdAt,
        String createdBy,
        Instant expiresAt) {
    /** The same, so much further. */
    Upload at(long bytes, String writer, String backendProgress) {
        return new Upload(
                id,
                backendId,
                sha256,
                sizeBytes,
                fileName,
                bytes,
                writer,
                backendProgress,
                false,
                createdAt,
                createdBy,
                expiresAt);
    }

    Upload whole() {
        return new Upload(
                id,
                backendId,
                sha256,
                sizeBytes,
                fileName,
                sizeBytes,
                lastWriter,
                "",
                true,
                createdAt,
                createdBy,
                expiresAt);
    }
}
