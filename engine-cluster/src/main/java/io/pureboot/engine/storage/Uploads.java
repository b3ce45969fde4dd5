package io.pureboot.engine.storage;

import io.pureboot.engine.query.Database;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files on their way into a backend. Any engine may go on with an upload that another one began, if it sees the backend. */
public final class Uploads {
    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
    private static final int SWEPT_AT_ONCE = 100;

    private final Database database;
    private final Backends backends;
    private final OpenShelves shelves;
    private final StorageSettings settings;
    private final Executor threads;
    private final Semaphore permits;
    private final KnownDigests digests = new KnownDigests();

    Uploads(Database database, Backends backends, OpenShelves shelves, StorageSettings settings, Executor threads) {
        this.database = database;
        this.backends = backends;
        this.shelves = shelves;
        this.settings = settings;
        this.threads = threads;
        this.permits = new Semaphore(settings.uploadsAtOnce());
    }

    /** The largest file that is taken, in bytes. */
    public long largestFile() {
        return settings.largestFile();
    }

    /** How long a sender may send nothing before its piece counts as broken off. */
    public Duration silence() {
        return settings.silence();
    }

    /** Begins an upload. A file that is there already need not be sent: its upload is complete from the beginning. */
    public CompletionStage<StorageAnswer<Upload>> create(NewUpload wanted, String by, Optional<String> idempotencyKey) {
        String id = idempotencyKey
                .map(key -> UUID.nameUUIDFromBytes(("upload\0" + key).getBytes(StandardCharsets.UTF_8)))
                .orElseGet(UUID::randomUUID)
                .toString();
        return blocking(() -> create(id, wanted, by));
    }

    private StorageAnswer<Upload> create(String id, NewUpload wanted, String by) throws IOException {
        Optional<StorageBackend> backend = Blocking.get(backends.find(wanted.backend()));
        if (backend.isEmpty()) {
            return StorageAnswer.refused(
                    StorageRefusal.Code.STORAGE_BACKEND_NOT_FOUND, "there is no storage backend " + wanted.backend());
        }
        if (backend.get().place() instanceof Place.HttpReference) {
            return StorageAnswer.refused(
                    StorageRefusal.Code.STORAGE_KIND_MISMATCH,
                    "nothing is uploaded to " + backend.get().name() + ", which refers to files that lie elsewhere");
        }
        // An engine that does not see the directory says so before anything is sent.
        shelves.landing(backend.get().id());
        List<StoredFile> copies =
                Blocking.get(database.call(connection -> FileTable.copies(connection, wanted.sha256())));
        Optional<StoredFile> other = copies.stream()
                .filter(file -> file.sizeBytes() != wanted.sizeBytes())
                .findFirst();
        if (other.isPresent()) {
            return StorageAnswer.refused(
                    StorageRefusal.Code.FILE_EXISTS,
                    "the file of this SHA-256 has " + other.get().sizeBytes() + " bytes, not " + wanted.sizeBytes());
        }
        boolean there = copies.stream()
                .anyMatch(file -> file.backendId().equals(backend.get().id()));
        Instant now = database.clock().instant();
        return inserted(new Upload(
                id,
                backend.get().id(),
                wanted.sha256(),
                wanted.sizeBytes(),
                wanted.fileName(),
                there ? wanted.sizeBytes() : 0,
                "",
                "",
                there,
                now,
                by,
                now.plus(settings.uploadExpiry())));
    }

    private StorageAnswer<Upload> inserted(Upload fresh) throws IOException {
        if (Blocking.get(database.call(connection -> UploadTable.insert(connection, fresh)))) {
            return StorageAnswer.done(fresh);
        }
        Optional<Upload> before = Blocking.get(find(fresh.id()));
        boolean same = before.isPresent()
                && before.get().sha256().equals(fresh.sha256())
                && before.get().sizeBytes() == fresh.sizeBytes()
                && before.get().backendId().equals(fresh.backendId());
        return same
                ? new StorageAnswer.Done<>(before.get(), true)
                : StorageAnswer.refused(
                        StorageRefusal.Code.IDEMPOTENCY_KEY_REUSED, "the key belongs to an upload of another file");
    }

    public CompletionStage<Optional<Upload>> find(String id) {
        return database.call(connection -> UploadTable.find(connection, id));
    }

    /**
     * Takes a piece.
     *
     * @param offset where its sender means to go on
     * @param length of the piece, when it is known
     * @param body opens the piece; is not called when the piece is refused before a byte is read
     */
    public CompletionStage<StorageAnswer<Upload>> append(
            String id, long offset, OptionalLong length, Supplier<InputStream> body) {
        if (!permits.tryAcquire()) {
            return CompletableFuture.completedStage(StorageAnswer.refused(
                    StorageRefusal.Code.TOO_MANY_UPLOADS,
                    "this engine receives " + settings.uploadsAtOnce() + " uploads already"));
        }
        return blocking(() -> append(id, offset, length, body, UUID.randomUUID().toString()))
                .whenComplete((answer, failure) -> permits.release());
    }

    private StorageAnswer<Upload> append(
            String id, long offset, OptionalLong length, Supplier<InputStream> body, String writer) throws IOException {
        Optional<Upload> acquired =
                Blocking.get(database.call(connection -> UploadTable.acquire(connection, id, writer)));
        if (acquired.isEmpty()) {
            return notAcquired(id, offset);
        }
        Upload upload = acquired.get();
        try {
            if (upload.received() != offset) {
                return mismatch(upload.received());
            }
            if (length.isPresent() && length.getAsLong() > upload.sizeBytes() - offset) {
                return StorageAnswer.refused(
                        StorageRefusal.Code.UPLOAD_TOO_LONG,
                        offset + " and " + length.getAsLong() + " bytes are more than the " + upload.sizeBytes()
                                + " of the file");
            }
            LandingShelf shelf = shelves.landing(upload.backendId());
            try (InputStream bytes = body.get()) {
                return new Reception(database, digests, shelf, settings.uploadExpiry(), writer, upload).receive(bytes);
            }
        } catch (LostUpload lost) {
            LOG.warn("upload {} begins again: {}", id, lost.getMessage());
            restart(upload, writer);
            return mismatch(0);
        } finally {
            release(id, writer);
        }
    }

    /** Before the answer: its receiver may go on at once. Without the database, the lease ends by itself. */
    private void release(String id, String writer) {
        try {
            Blocking.get(database.call(connection -> UploadTable.release(connection, id, writer)));
        } catch (IOException away) {
            LOG.debug("upload {} stays its writer's for a while", id, away);
        }
    }

    private StorageAnswer<Upload> notAcquired(String id, long offset) throws IOException {
        Optional<Upload> found = Blocking.get(find(id));
        if (found.isEmpty()) {
            return unknown(id);
        }
        if (!found.get().complete()) {
            return StorageAnswer.refused(
                    StorageRefusal.Code.UPLOAD_BUSY, "another request is sending bytes of upload " + id);
        }
        return offset == found.get().sizeBytes()
                ? new StorageAnswer.Done<>(found.get(), true)
                : mismatch(found.get().sizeBytes());
    }

    private void restart(Upload upload, String writer) throws IOException {
        digests.forget(upload.id());
        shelves.landing(upload.backendId()).discard(upload);
        Upload again = upload.at(0, writer, "");
        Blocking.get(
                database.call(connection -> UploadTable.advance(connection, again, writer, settings.uploadExpiry())));
    }

    private static StorageAnswer<Upload> mismatch(long offset) {
        return new StorageAnswer.Refused<>(new StorageRefusal(
                StorageRefusal.Code.UPLOAD_OFFSET_MISMATCH,
                "the next byte is that of offset " + offset,
                OptionalLong.of(offset)));
    }

    private static StorageAnswer<Upload> unknown(String id) {
        return StorageAnswer.refused(
                StorageRefusal.Code.UPLOAD_NOT_FOUND, "there is no upload " + id + ", or it has expired");
    }

    /** Forgets an upload and its bytes; a file that it has become stays. */
    public CompletionStage<StorageAnswer<Upload>> discard(String id) {
        return blocking(() -> {
            String writer = UUID.randomUUID().toString();
            Optional<Upload> acquired =
                    Blocking.get(database.call(connection -> UploadTable.acquire(connection, id, writer)));
            Optional<Upload> found = acquired.isPresent() ? acquired : Blocking.get(find(id));
            if (found.isEmpty()) {
                return unknown(id);
            }
            if (acquired.isEmpty() && !found.get().complete()) {
                return StorageAnswer.refused(
                        StorageRefusal.Code.UPLOAD_BUSY, "another request is sending bytes of upload " + id);
            }
            forget(found.get(), writer);
            return StorageAnswer.done(found.get());
        });
    }

    private void forget(Upload upload, String writer) throws IOException {
        digests.forget(upload.id());
        try {
            if (!upload.complete()) {
                shelves.landing(upload.backendId()).discard(upload);
            }
            Blocking.get(database.call(connection -> UploadTable.delete(connection, upload.id(), writer)));
        } finally {
            release(upload.id(), writer);
        }
    }

    /** Forgets what nobody has sent a byte of for too long, if this engine sees where its bytes lie. */
    CompletionStage<Integer> sweep() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        List<Upload> expired = Blocking.get(
                                database.call(connection -> UploadTable.expired(connection, SWEPT_AT_ONCE)));
                        return (int) expired.stream().filter(this::swept).count();
                    } catch (IOException away) {
                        LOG.debug("expired uploads are looked for later", away);
                        return 0;
                    }
                },
                threads);
    }

    private boolean swept(Upload upload) {
        String writer = UUID.randomUUID().toString();
        try {
            boolean mine = upload.complete()
                    || Blocking.get(database.call(connection -> UploadTable.acquire(connection, upload.id(), writer)))
                            .isPresent();
            if (mine) {
                forget(upload, writer);
                LOG.info(
                        "upload {} has expired after {} of {} bytes",
                        upload.id(),
                        upload.received(),
                        upload.sizeBytes());
            }
            return mine;
        } catch (IOException notHereOrAway) {
            LOG.debug("upload {} stays for now", upload.id(), notHereOrAway);
            return false;
        }
    }

    @FunctionalInterface
    private interface Work {
        StorageAnswer<Upload> run() throws IOException;
    }

    private CompletionStage<StorageAnswer<Upload>> blocking(Work work) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return work.run();
                    } catch (IOException failure) {
                        return StorageFailures.refusal(failure);
                    }
                },
                threads);
    }
}
