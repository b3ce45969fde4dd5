package io.pureboot.engine.storage;

import java.time.Instant;

/** A place that keeps files. */
public record StorageBackend(String id, String name, Place place, Instant createdAt, String createdBy) {
    /** The id of the one that is always there: the directory of each engine's configuration. */
    public static final String LOCAL = "local";
}
