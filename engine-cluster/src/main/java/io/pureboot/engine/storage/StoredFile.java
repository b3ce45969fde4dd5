package io.pureboot.engine.storage;

import java.time.Instant;
import java.util.Optional;

/**
 * A whole file.
 *
 * @param sha256 64 hex digits; verified when it was uploaded, promised by its operator when it is only referred to
 * @param location as the backend finds it
 * @param fileName what its sender called it
 */
public record StoredFile(
        String sha256,
        long sizeBytes,
        String backendId,
        String location,
        Optional<String> fileName,
        Instant createdAt,
        String createdBy) {}
