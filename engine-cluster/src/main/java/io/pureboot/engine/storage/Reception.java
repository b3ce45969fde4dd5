package io.pureboot.engine.storage;

import io.pureboot.engine.query.Database;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Receives one piece of an upload, on a thread of its own: hashes and writes the bytes as they come, notes from time to time how far it is, and when
 * the last one has come, verifies the whole and gives it its name. Needs one buffer, however long the piece.
 */
final class Reception {
    private static final int BUFFER_BYTES = 256 * 1024;
    /** What an engine's death may cost its sender. */
    private static final long SETTLE_BYTES = 64L << 20;

    private static final long RENEW_NANOS = UploadTable.LEASE.dividedBy(6).toNanos();

    private final Database database;
    private final KnownDigests digests;
    private final LandingShelf shelf;
    private final Duration expiry;
    private final String writer;
    private final Optional<MessageDigest> digest;
    private Upload upload;
    private long received;
    private long renewed = System.nanoTime();

    /** @param writer who has acquired the upload */
    Reception(
            Database database,
            KnownDigests digests,
            LandingShelf shelf,
            Duration expiry,
            String writer,
            Upload upload) {
        this.database = database;
        this.digests = digests;
        this.shelf = shelf;
        this.expiry = expiry;
        this.writer = writer;
        this.upload = upload;
        this.received = upload.received();
        this.digest = digests.after(upload);
    }

    /** Somebody else writes: this one waited for its sender for too long. */
    static final class Fenced extends IOException {
        private static final long serialVersionUID = 1L;

        Fenced() {
            super("another request goes on with the upload");
        }
    }

    /**
     * Takes bytes until there are no more, or until the file is whole.
     *
     * @throws IOException when the backend or the database fails; what was noted before holds
     */
    StorageAnswer<Upload> receive(InputStream body) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (Landing landing = shelf.resume(upload)) {
            while (received < upload.sizeBytes()) {
                int count;
                try {
                    count = body.read(buffer, 0, (int) Math.min(buffer.length, upload.sizeBytes() - received));
                } catch (IOException brokenOff) {
                    settle(landing);
                    return new StorageAnswer.Refused<>(new StorageRefusal(
                            StorageRefusal.Code.UPLOAD_INTERRUPTED,
                            "the body broke off: " + brokenOff.getMessage(),
                            OptionalLong.of(received)));
                }
                if (count < 0) {
                    settle(landing);
                    return StorageAnswer.done(upload);
                }
                take(landing, buffer, count);
            }
            return whole(landing, buffer);
        }
    }

    private void take(Landing landing, byte[] buffer, int count) throws IOException {
        renewWhenDue();
        landing.write(buffer, count);
        digest.ifPresent(known -> known.update(buffer, 0, count));
        received += count;
        if (received - upload.received() >= SETTLE_BYTES && received < upload.sizeBytes()) {
            settle(landing);
        }
    }

    private void settle(Landing landing) throws IOException {
        Upload reached = upload.at(received, writer, landing.settle());
        if (!Blocking.get(database.call(connection -> UploadTable.advance(connection, reached, writer, expiry)))) {
            throw new Fenced();
        }
        upload = reached;
        renewed = System.nanoTime();
        digest.ifPresent(known -> digests.keep(reached, known));
    }

    /** Nobody else may begin while this one waits for its sender or its disk. */
    private void renewWhenDue() throws IOException {
        if (System.nanoTime() - renewed > RENEW_NANOS) {
            if (!Blocking.get(database.call(connection -> UploadTable.renew(connection, upload.id(), writer)))) {
                throw new Fenced();
            }
            renewed = System.nanoTime();
        }
    }

    private StorageAnswer<Upload> whole(Landing landing, byte[] buffer) throws IOException {
        String hash =
                HexFormat.of().formatHex((digest.isPresent() ? digest.get() : digestOf(landing, buffer)).digest());
        digests.forget(upload.id());
        if (!hash.equals(upload.sha256())) {
            landing.close();
            shelf.discard(upload);
            Blocking.get(database.call(connection -> UploadTable.delete(connection, upload.id(), writer)));
            return StorageAnswer.refused(
                    StorageRefusal.Code.CHECKSUM_MISMATCH,
                    "the bytes have the SHA-256 " + hash + ", not " + upload.sha256() + "; the upload is discarded");
        }
        String location = landing.land();
        StoredFile file = new StoredFile(
                upload.sha256(),
                upload.sizeBytes(),
                upload.backendId(),
                location,
                upload.fileName(),
                database.clock().instant(),
                upload.createdBy());
        boolean mine = Blocking.get(database.transaction(connection -> {
            FileTable.insert(connection, file);
            return UploadTable.complete(connection, upload.id(), writer);
        }));
        if (!mine) {
            throw new Fenced();
        }
        return StorageAnswer.done(upload.whole());
    }

    private MessageDigest digestOf(Landing landing, byte[] buffer) throws IOException {
        landing.settle();
        MessageDigest all = KnownDigests.sha256();
        try (InputStream bytes = landing.readBack()) {
            for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
                renewWhenDue();
                all.update(buffer, 0, count);
            }
        }
        return all;
    }
}
