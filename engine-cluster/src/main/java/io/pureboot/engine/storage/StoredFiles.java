package io.pureboot.engine.storage;

import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.Page;
import io.pureboot.engine.storage.reference.WebServer;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Whole files, by hash. */
public final class StoredFiles {
    private final Database database;
    private final Backends backends;
    private final OpenShelves shelves;
    private final Executor threads;

    StoredFiles(Database database, Backends backends, OpenShelves shelves, Executor threads) {
        this.database = database;
        this.backends = backends;
        this.shelves = shelves;
        this.threads = threads;
    }

    /** Enters a file that lies on a web server, after a look whether it is there and has the size that is said. */
    public CompletionStage<StorageAnswer<StoredFile>> refer(NewReference wanted, String by) {
        return backends.find(wanted.backend())
                .thenCompose(backend -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return refer(wanted, backend, by);
                            } catch (IOException failure) {
                                return StorageFailures.refusal(failure);
                            }
                        },
                        threads));
    }

    private StorageAnswer<StoredFile> refer(NewReference wanted, Optional<StorageBackend> backend, String by)
            throws IOException {
        if (backend.isEmpty()) {
            return StorageAnswer.refused(
                    StorageRefusal.Code.STORAGE_BACKEND_NOT_FOUND, "there is no storage backend " + wanted.backend());
        }
        if (!(backend.get().place() instanceof Place.HttpReference(URI base, Optional<String> authorization))) {
            return StorageAnswer.refused(
                    StorageRefusal.Code.STORAGE_KIND_MISMATCH,
                    "storage backend " + backend.get().name() + " keeps what is uploaded to it");
        }
        if (WebServer.below(base, wanted.location()).isEmpty()) {
            return StorageAnswer.refused(
                    StorageRefusal.Code.STORAGE_BACKEND_INVALID, "file_path does not lead to a file below " + base);
        }
        StoredFile file = new StoredFile(
                wanted.sha256(),
                wanted.sizeBytes(),
                backend.get().id(),
                wanted.location(),
                wanted.fileName(),
                database.clock().instant(),
                by);
        shelves.shelf(file.backendId()).probe(file);
        boolean fresh = Blocking.get(database.call(connection -> FileTable.insert(connection, file)));
        StoredFile known = Blocking.get(
                        database.call(connection -> FileTable.find(connection, file.sha256(), file.backendId())))
                .orElse(file);
        return known.location().equals(file.location()) && known.sizeBytes() == file.sizeBytes()
                ? new StorageAnswer.Done<>(known, !fresh)
                : StorageAnswer.refused(
                        StorageRefusal.Code.FILE_EXISTS,
                        "the file of this SHA-256 is " + known.location() + " of " + known.sizeBytes() + " bytes");
    }

    /** Where the file lies; empty when there is none of this hash. */
    public CompletionStage<Optional<StoredFile>> find(String sha256) {
        return database.call(
                connection -> FileTable.copies(connection, sha256).stream().findFirst());
    }

    /**
     * The newest first.
     *
     * @param limit 1 to 1000
     */
    public CompletionStage<Page<StoredFile>> list(Optional<Cursor> after, int limit) {
        return database.call(connection -> FileTable.list(connection, after, limit));
    }

    /** The nearest copy of the file that can be read. */
    public CompletionStage<StorageAnswer<ReadableFile>> open(String sha256) {
        return database.call(connection -> FileTable.copies(connection, sha256))
                .thenCompose(copies -> CompletableFuture.supplyAsync(() -> nearest(sha256, copies), threads));
    }

    private StorageAnswer<ReadableFile> nearest(String sha256, List<StoredFile> copies) {
        StorageAnswer<ReadableFile> answer =
                StorageAnswer.refused(StorageRefusal.Code.FILE_NOT_FOUND, "there is no file of the SHA-256 " + sha256);
        for (StoredFile copy : copies) {
            try {
                FileShelf shelf = shelves.shelf(copy.backendId());
                shelf.probe(copy);
                return StorageAnswer.done(new ReadableFile(copy, shelf));
            } catch (IOException elsewhere) {
                answer = StorageFailures.refusal(elsewhere);
            }
        }
        return answer;
    }
}
