package io.pureboot.engine.secret;

import java.time.Instant;

/**
 * What is told of a secret: all but its value.
 *
 * @param version goes up with each value
 * @param readable whether the keys that are here open it
 */
public record SecretEntry(
        String name,
        int version,
        Instant createdAt,
        String createdBy,
        Instant changedAt,
        String changedBy,
        boolean readable) {}
