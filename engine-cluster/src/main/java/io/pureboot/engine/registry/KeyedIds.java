package io.pureboot.engine.registry;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** Ids that an {@code Idempotency-Key} decides: the same key gives the same id, so a repeated creation meets the first one. */
final class KeyedIds {
    private KeyedIds() {}

    /**
     * A name-based UUID (RFC 9562, version 3) of kind and key; a random one without a key.
     *
     * @param kind keeps equal keys of different resources apart
     */
    static String of(String kind, Optional<String> key) {
        return key.map(k -> UUID.nameUUIDFromBytes((kind + "\0" + k).getBytes(StandardCharsets.UTF_8)))
                .orElseGet(UUID::randomUUID)
                .toString();
    }
}
