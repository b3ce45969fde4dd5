package io.pureboot.engine.storage;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;

/**
 * {@code pureboot.engine.storage}.
 *
 * @param directory of the backend {@code local}
 * @param uploadExpiry after how long without a byte an unfinished upload is forgotten
 * @param sweepEvery how often those are looked for
 * @param silence how long a sender may send nothing
 * @param uploadsAtOnce received by this engine at one time
 * @param largestFile in bytes
 */
public record StorageSettings(
        Path directory,
        Duration uploadExpiry,
        Duration sweepEvery,
        Duration silence,
        int uploadsAtOnce,
        long largestFile) {
    /** @param engine the resolved subtree {@code pureboot.engine} */
    public static StorageSettings read(Config engine) {
        Config storage = engine.getConfig("storage");
        String directory = storage.getString("directory").strip();
        Path data = Path.of(engine.getString("data-dir")).toAbsolutePath().normalize();
        return new StorageSettings(
                directory.isEmpty()
                        ? data.resolve("files")
                        : Path.of(directory).toAbsolutePath().normalize(),
                storage.getDuration("upload-expiry"),
                storage.getDuration("sweep-every"),
                storage.getDuration("silence"),
                storage.getInt("uploads-at-once"),
                storage.getBytes("largest-file"));
    }
}
