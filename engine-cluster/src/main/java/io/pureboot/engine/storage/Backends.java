package io.pureboot.engine.storage;

import io.pureboot.engine.query.Database;
import io.pureboot.engine.storage.local.Marker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The storage backends: {@code local}, which is always there, and those that administrators add. */
public final class Backends {
    private final Database database;
    private final OpenShelves shelves;
    private final Executor threads;

    Backends(Database database, OpenShelves shelves, Executor threads) {
        this.database = database;
        this.shelves = shelves;
        this.threads = threads;
    }

    /** All of them, the oldest first. */
    public CompletionStage<List<StorageBackend>> list() {
        return database.call(connection ->
                BackendTable.list(connection).stream().map(BackendRow::backend).toList());
    }

    /** By its id, or else by its name. */
    public CompletionStage<Optional<StorageBackend>> find(String idOrName) {
        return database.call(
                connection -> BackendTable.named(connection, idOrName).map(BackendRow::backend));
    }

    /** Adds one, if this engine can use it as it is described. */
    public CompletionStage<StorageAnswer<StorageBackend>> create(
            NewBackend wanted, String by, Optional<String> idempotencyKey) {
        String id = idempotencyKey
                .map(key -> UUID.nameUUIDFromBytes(("storage-backend\0" + key).getBytes(StandardCharsets.UTF_8)))
                .orElseGet(UUID::randomUUID)
                .toString();
        StorageBackend backend = new StorageBackend(
                id, wanted.name(), wanted.place(), database.clock().instant(), by);
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return create(backend, idempotencyKey.isPresent());
                    } catch (IOException failure) {
                        return StorageFailures.refusal(failure);
                    }
                },
                threads);
    }

    private StorageAnswer<StorageBackend> create(StorageBackend backend, boolean keyed) throws IOException {
        Optional<BackendRow> before =
                Blocking.get(database.call(connection -> BackendTable.named(connection, backend.name())));
        if (before.isPresent()) {
            return known(before.get().backend(), backend);
        }
        Optional<BackendRow> same = keyed
                ? Blocking.get(database.call(connection -> BackendTable.find(connection, backend.id())))
                : Optional.empty();
        if (same.isPresent()) {
            return StorageAnswer.refused(
                    StorageRefusal.Code.IDEMPOTENCY_KEY_REUSED, "the key belongs to another storage backend");
        }
        Optional<String> marker;
        try {
            marker = usable(backend.place());
        } catch (IOException unusable) {
            return StorageAnswer.refused(
                    StorageRefusal.Code.STORAGE_BACKEND_INVALID,
                    Optional.ofNullable(unusable.getMessage()).orElse(unusable.toString()));
        }
        boolean mine = Blocking.get(
                database.call(connection -> BackendTable.insert(connection, new BackendRow(backend, marker))));
        return mine
                ? StorageAnswer.done(backend)
                : StorageAnswer.refused(
                        StorageRefusal.Code.NAME_TAKEN, "another storage backend has the name " + backend.name());
    }

    private static StorageAnswer<StorageBackend> known(StorageBackend before, StorageBackend wanted) {
        return before.id().equals(wanted.id()) && before.place().equals(wanted.place())
                ? new StorageAnswer.Done<>(before, true)
                : StorageAnswer.refused(
                        StorageRefusal.Code.NAME_TAKEN,
                        "storage backend " + before.id() + " has the name " + wanted.name());
    }

    /** @return the marker of its directory */
    private Optional<String> usable(Place place) throws IOException {
        return switch (place) {
            case Place.LocalDirectory(Optional<Path> directory) -> {
                Path root = directory.orElseThrow(() -> new IOException("directory must be given"));
                String marker = Marker.claim(root);
                boolean taken = Blocking.get(database.call(BackendTable::list)).stream()
                        .anyMatch(row -> row.marker().filter(marker::equals).isPresent());
                if (taken) {
                    throw new IOException(root + " is the directory of another storage backend");
                }
                yield Optional.of(marker);
            }
            case Place.S3 s3 -> {
                shelves.bucket(s3).check();
                yield Optional.empty();
            }
            case Place.HttpReference http -> {
                shelves.secret(http.authorization());
                yield Optional.empty();
            }
        };
    }

    /** Forgets one that nothing lies in; its directory or bucket stays as it is. */
    public CompletionStage<StorageAnswer<StorageBackend>> delete(String idOrName) {
        return database.call(connection -> {
            Optional<BackendRow> found = BackendTable.named(connection, idOrName);
            if (found.isEmpty()) {
                return StorageAnswer.refused(
                        StorageRefusal.Code.STORAGE_BACKEND_NOT_FOUND, "there is no storage backend " + idOrName);
            }
            StorageBackend backend = found.get().backend();
            boolean gone =
                    !backend.id().equals(StorageBackend.LOCAL) && BackendTable.deleteUnused(connection, backend.id());
            return gone
                    ? StorageAnswer.done(backend)
                    : StorageAnswer.refused(
                            StorageRefusal.Code.STORAGE_BACKEND_IN_USE,
                            backend.id().equals(StorageBackend.LOCAL)
                                    ? "the storage backend local is always there"
                                    : "files or uploads lie in storage backend " + backend.name());
        });
    }
}
