package io.pureboot.engine.storage;

import io.pureboot.engine.journal.Schema;
import io.pureboot.engine.query.Database;
import io.pureboot.postgres.FreshDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** The storage room of one engine, over a real database and a real directory. */
final class StorageOnDisk implements AutoCloseable {
    final Database database;
    final Backends backends;
    final Uploads uploads;
    final StoredFiles files;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private final OpenShelves shelves;

    private StorageOnDisk(Database database, StorageSettings settings) {
        this.database = database;
        this.shelves = new OpenShelves(database, settings.directory(), StorageOnDisk::credential);
        this.backends = new Backends(database, shelves, threads);
        this.uploads = new Uploads(database, backends, shelves, settings, threads);
        this.files = new StoredFiles(database, backends, shelves, threads);
    }

    /** One secret is known. */
    private static CompletionStage<Optional<String>> credential(String name) {
        return CompletableFuture.completedStage(
                name.equals("bucket-key") ? Optional.of("the key of the bucket") : Optional.empty());
    }

    static StorageOnDisk open(FreshDatabase fresh, Path directory) {
        return open(fresh, directory, Duration.ofHours(1));
    }

    static StorageOnDisk open(FreshDatabase fresh, Path directory, Duration expiry) {
        Schema.migrate(fresh.jdbcUrl(), fresh.user(), fresh.password());
        return new StorageOnDisk(
                Database.open(fresh.jdbcUrl(), fresh.user(), fresh.password(), 4),
                new StorageSettings(directory, expiry, Duration.ofHours(1), Duration.ofSeconds(30), 4, 1L << 40));
    }

    static <T> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new AssertionError("no value came", failure);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        shelves.close();
        database.close();
    }
}
