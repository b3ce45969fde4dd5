package io.pureboot.engine.storage;

import static io.pureboot.engine.storage.StorageOnDisk.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in a bucket: uploaded in parts, over interruptions and engines, and read in part. */
class BucketTest {
    /** Three parts, the last one short. */
    private static final GeneratedFile FILE = new GeneratedFile(20, 18_000_000);

    @TempDir
    private Path scratch;

    private final FreshDatabase fresh = PostgresForTests.freshDatabase();
    private final BucketSpeakingS3 bucket = BucketSpeakingS3.start("images", "pureboot");
    private Optional<StorageOnDisk> open = Optional.empty();

    @BeforeEach
    void addTheBackend() {
        open = Optional.of(StorageOnDisk.open(fresh, scratch.resolve("disk")));
        StorageAnswer<StorageBackend> made =
                get(storage().backends.create(backend("bucket-key"), "ann", Optional.empty()));
        assertThat(made).isInstanceOf(StorageAnswer.Done.class);
    }

    @AfterEach
    void stop() {
        open.ifPresent(StorageOnDisk::close);
        bucket.close();
    }

    private StorageOnDisk storage() {
        return open.orElseThrow();
    }

    /** Another engine, or this one after a restart: it has received nothing yet. */
    private void anotherEngine() {
        storage().close();
        open = Optional.of(StorageOnDisk.open(fresh, scratch.resolve("disk")));
    }

    private NewBackend backend(String secret) {
        return new NewBackend(
                "minio",
                new Place.S3(
                        Optional.of(bucket.endpoint()),
                        "us-east-1",
                        "images",
                        "site-1/",
                        true,
                        Optional.of("pureboot"),
                        Optional.of(secret)));
    }

    private Upload begin(String hash) {
        return done(get(storage()
                .uploads
                .create(new NewUpload(hash, FILE.size(), Optional.empty(), "minio"), "ann", Optional.empty())));
    }

    private static <T> T done(StorageAnswer<T> answer) {
        assertThat(answer).isInstanceOf(StorageAnswer.Done.class);
        return ((StorageAnswer.Done<T>) answer).value();
    }

    private static <T> StorageRefusal.Code refused(StorageAnswer<T> answer) {
        assertThat(answer).isInstanceOf(StorageAnswer.Refused.class);
        return ((StorageAnswer.Refused<T>) answer).refusal().code();
    }

    private StorageAnswer<Upload> send(Upload upload, long offset, InputStream bytes) {
        return get(storage().uploads.append(upload.id(), offset, OptionalLong.empty(), () -> bytes));
    }

    private byte[] read(String hash, long first, long length) {
        ActorSystem system = ActorSystem.create("reads");
        try {
            ReadableFile file = done(get(storage().files.open(hash)));
            return get(file.bytes(first, length)
                            .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), system))
                    .toArray();
        } finally {
            system.terminate();
        }
    }

    @Test
    void aFileComesInPartsAndAppearsWhole() throws IOException {
        String hash = FILE.sha256();
        Upload upload = begin(hash);
        assertThat(done(send(upload, 0, FILE.from(0))).complete()).isTrue();
        assertThat(bucket.keys()).containsExactly("site-1/sha256/" + hash + "-" + upload.id());
        assertThat(bucket.openUploads()).isZero();
        assertThat(bucket.asked().stream().filter(asked -> asked.contains("partNumber=")))
                .hasSize(3);
        assertThat(bucket.object(bucket.keys().getFirst()))
                .isEqualTo(FILE.from(0).readAllBytes());
        assertThat(read(hash, 9_000_000, 70_000))
                .isEqualTo(FILE.part(9_000_000, 70_000).readAllBytes());
        // The engine that received it need not read it back.
        assertThat(bucket.asked().stream().filter(asked -> asked.startsWith("GET ")))
                .hasSize(1);
    }

    @Test
    void piecesSmallerThanAPartAreKeptInBetween() throws IOException {
        String hash = FILE.sha256();
        Upload upload = begin(hash);
        long offset = 0;
        for (long piece : List.of(1_000L, 9_000_000L, 3_000_000L)) {
            assertThat(done(send(upload, offset, FILE.part(offset, piece))).received())
                    .isEqualTo(offset + piece);
            offset += piece;
            assertThat(get(storage().files.find(hash))).isEmpty();
        }
        assertThat(bucket.keys()).containsExactly("site-1/uploads/" + upload.id() + ".tail");
        anotherEngine();
        assertThat(done(send(upload, offset, FILE.from(offset))).complete()).isTrue();
        assertThat(bucket.keys()).containsExactly("site-1/sha256/" + hash + "-" + upload.id());
        assertThat(bucket.object(bucket.keys().getFirst()))
                .isEqualTo(FILE.from(0).readAllBytes());
    }

    @Test
    void anotherFileThanWasPromisedIsNeverSeenNorKept() {
        String other = new GeneratedFile(21, FILE.size()).sha256();
        Upload atOnce = begin(other);
        assertThat(refused(send(atOnce, 0, FILE.from(0)))).isEqualTo(StorageRefusal.Code.CHECKSUM_MISMATCH);
        assertThat(bucket.keys()).isEmpty();
        assertThat(bucket.openUploads()).isZero();
        Upload overEngines = begin(other);
        done(send(overEngines, 0, FILE.part(0, 10_000_000)));
        anotherEngine();
        assertThat(refused(send(overEngines, 10_000_000, FILE.from(10_000_000))))
                .isEqualTo(StorageRefusal.Code.CHECKSUM_MISMATCH);
        assertThat(bucket.keys()).isEmpty();
        assertThat(bucket.openUploads()).isZero();
        assertThat(get(storage().files.find(other))).isEmpty();
    }

    @Test
    void whatTheStoreHasForgottenBeginsAgain() {
        Upload upload = begin(FILE.sha256());
        done(send(upload, 0, FILE.part(0, 10_000_000)));
        bucket.forgetUploads();
        assertThat(refused(send(upload, 10_000_000, FILE.from(10_000_000))))
                .isEqualTo(StorageRefusal.Code.UPLOAD_OFFSET_MISMATCH);
        assertThat(done(send(upload, 0, FILE.from(0))).complete()).isTrue();
    }

    @Test
    void aStoreThatRefusesIsSaidSoAndTheUploadGoesOn() {
        Upload upload = begin(FILE.sha256());
        done(send(upload, 0, FILE.part(0, 1_000)));
        bucket.failNext(1);
        assertThat(refused(send(upload, 1_000, FILE.from(1_000)))).isEqualTo(StorageRefusal.Code.STORAGE_UNAVAILABLE);
        assertThat(done(send(upload, 1_000, FILE.from(1_000))).complete()).isTrue();
    }

    @Test
    void discardedUploadsLeaveNothing() {
        Upload upload = begin(FILE.sha256());
        done(send(upload, 0, FILE.part(0, 10_000_000)));
        assertThat(done(get(storage().uploads.discard(upload.id()))).received()).isEqualTo(10_000_000);
        assertThat(bucket.keys()).isEmpty();
        assertThat(bucket.openUploads()).isZero();
    }

    @Test
    void aBackendThatCannotBeUsedIsNotAdded() {
        assertThat(refused(get(storage()
                        .backends
                        .create(new NewBackend("b", backend("no such secret").place()), "ann", Optional.empty()))))
                .isEqualTo(StorageRefusal.Code.STORAGE_BACKEND_INVALID);
        bucket.failNext(10);
        assertThat(refused(get(storage()
                        .backends
                        .create(new NewBackend("b", backend("bucket-key").place()), "ann", Optional.empty()))))
                .isEqualTo(StorageRefusal.Code.STORAGE_BACKEND_INVALID);
    }

    @Test
    void aBackendThatFilesLieInStays() {
        Upload upload = begin(FILE.sha256());
        assertThat(refused(get(storage().backends.delete("minio"))))
                .isEqualTo(StorageRefusal.Code.STORAGE_BACKEND_IN_USE);
        done(get(storage().uploads.discard(upload.id())));
        assertThat(done(get(storage().backends.delete("minio"))).name()).isEqualTo("minio");
        assertThat(refused(get(storage().backends.delete("minio"))))
                .isEqualTo(StorageRefusal.Code.STORAGE_BACKEND_NOT_FOUND);
        assertThat(refused(get(storage().backends.delete("local"))))
                .isEqualTo(StorageRefusal.Code.STORAGE_BACKEND_IN_USE);
    }
}
