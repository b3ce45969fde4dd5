package io.pureboot.engine.storage;

import static io.pureboot.engine.storage.StorageOnDisk.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads over interruptions, engines and broken disks: a file is there when it is whole and verified, and never before. */
class UploadsTest {
    private static final GeneratedFile FILE = new GeneratedFile(7, 3_000_001);

    @TempDir
    private Path scratch;

    private final FreshDatabase fresh = PostgresForTests.freshDatabase();

    private static Upload begin(StorageOnDisk storage, String sha256) {
        return done(get(storage.uploads.create(
                new NewUpload(sha256, FILE.size(), Optional.of("disk.img"), "local"), "ann", Optional.empty())));
    }

    private static <T> T done(StorageAnswer<T> answer) {
        assertThat(answer).isInstanceOf(StorageAnswer.Done.class);
        return ((StorageAnswer.Done<T>) answer).value();
    }

    private static <T> StorageRefusal refused(StorageAnswer<T> answer) {
        assertThat(answer).isInstanceOf(StorageAnswer.Refused.class);
        return ((StorageAnswer.Refused<T>) answer).refusal();
    }

    private static StorageAnswer<Upload> send(
            StorageOnDisk storage, String id, long offset, Supplier<InputStream> body) {
        return get(storage.uploads.append(id, offset, OptionalLong.empty(), body));
    }

    /** What of the file comes until its sender's connection breaks. */
    private static InputStream broken(long offset, long length) {
        InputStream bytes = FILE.part(offset, length);
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("read by blocks");
            }

            @Override
            public int read(byte[] into, int from, int count) throws IOException {
                int read = bytes.read(into, from, count);
                if (read < 0) {
                    throw new IOException("connection reset");
                }
                return read;
            }
        };
    }

    private List<String> filesBelow(String directory) throws IOException {
        Path below = scratch.resolve("disk").resolve(directory);
        if (!Files.exists(below)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }

    @Test
    void aFileIsThereOnceItIsWhole() throws IOException {
        String hash = FILE.sha256();
        try (StorageOnDisk storage = StorageOnDisk.open(fresh, scratch.resolve("disk"))) {
            Upload upload = begin(storage, hash);
            StorageRefusal broken = refused(send(storage, upload.id(), 0, () -> broken(0, 1_234_567)));
            assertThat(broken.code()).isEqualTo(StorageRefusal.Code.UPLOAD_INTERRUPTED);
            assertThat(get(storage.uploads.find(upload.id())).orElseThrow().received())
                    .isEqualTo(1_234_567);
            assertThat(get(storage.files.find(hash))).isEmpty();
            assertThat(filesBelow("sha256")).isEmpty();

            assertThat(refused(send(storage, upload.id(), 0, () -> FILE.from(0))))
                    .isEqualTo(new StorageRefusal(
                            StorageRefusal.Code.UPLOAD_OFFSET_MISMATCH,
                            "the next byte is that of offset 1234567",
                            OptionalLong.of(1_234_567)));

            Upload whole = done(send(storage, upload.id(), 1_234_567, () -> FILE.from(1_234_567)));
            assertThat(whole.complete()).isTrue();
            StoredFile file = get(storage.files.find(hash)).orElseThrow();
            assertThat(file.sizeBytes()).isEqualTo(FILE.size());
            assertThat(file.fileName()).contains("disk.img");
            assertThat(Files.mismatch(scratch.resolve("disk").resolve(file.location()), copyOf(FILE)))
                    .isEqualTo(-1);
            assertThat(filesBelow("uploads")).isEmpty();
            // Its sender may have missed the answer.
            assertThat(done(send(storage, upload.id(), FILE.size(), InputStream::nullInputStream))
                            .complete())
                    .isTrue();
            // What is there need not be sent.
            assertThat(begin(storage, hash).complete()).isTrue();
        }
    }

    private Path copyOf(GeneratedFile file) throws IOException {
        Path copy = scratch.resolve("copy");
        try (InputStream bytes = file.from(0)) {
            Files.copy(bytes, copy);
        }
        return copy;
    }

    @Test
    void anotherFileThanWasPromisedIsNeverSeen() throws IOException {
        String other = new GeneratedFile(8, FILE.size()).sha256();
        try (StorageOnDisk storage = StorageOnDisk.open(fresh, scratch.resolve("disk"))) {
            Upload upload = begin(storage, other);
            StorageRefusal refusal = refused(send(storage, upload.id(), 0, () -> FILE.from(0)));
            assertThat(refusal.code()).isEqualTo(StorageRefusal.Code.CHECKSUM_MISMATCH);
            assertThat(refusal.detail()).contains(FILE.sha256()).contains(other);
            assertThat(get(storage.uploads.find(upload.id()))).isEmpty();
            assertThat(get(storage.files.find(other))).isEmpty();
            assertThat(filesBelow("sha256")).isEmpty();
            assertThat(filesBelow("uploads")).isEmpty();
        }
    }

    @Test
    void oneUploadHasOneWriter() throws IOException {
        try (StorageOnDisk storage = StorageOnDisk.open(fresh, scratch.resolve("disk"));
                PipedOutputStream sender = new PipedOutputStream()) {
            Upload upload = begin(storage, FILE.sha256());
            PipedInputStream body = new PipedInputStream(sender);
            CompletableFuture<Boolean> opened = new CompletableFuture<>();
            CompletableFuture<StorageAnswer<Upload>> first = storage.uploads
                    .append(upload.id(), 0, OptionalLong.empty(), () -> {
                        opened.complete(true);
                        return body;
                    })
                    .toCompletableFuture();
            get(opened);
            assertThat(refused(send(storage, upload.id(), 0, () -> FILE.from(0)))
                            .code())
                    .isEqualTo(StorageRefusal.Code.UPLOAD_BUSY);
            assertThat(refused(get(storage.uploads.discard(upload.id()))).code())
                    .isEqualTo(StorageRefusal.Code.UPLOAD_BUSY);
            try (InputStream bytes = FILE.from(0)) {
                bytes.transferTo(sender);
            }
            sender.flush();
            assertThat(done(get(first)).complete()).isTrue();
        }
    }

    @Test
    void anotherEngineGoesOnIfItSeesTheDirectory() throws IOException {
        String hash = FILE.sha256();
        try (StorageOnDisk here = StorageOnDisk.open(fresh, scratch.resolve("disk"));
                StorageOnDisk shared = StorageOnDisk.open(fresh, scratch.resolve("disk"));
                StorageOnDisk apart = StorageOnDisk.open(fresh, scratch.resolve("other"))) {
            Upload upload = begin(here, hash);
            refused(send(here, upload.id(), 0, () -> broken(0, 1_000_000)));
            assertThat(refused(send(apart, upload.id(), 1_000_000, () -> FILE.from(1_000_000)))
                            .code())
                    .isEqualTo(StorageRefusal.Code.STORAGE_NOT_HERE);
            assertThat(Files.exists(scratch.resolve("other"))).isFalse();
            assertThat(done(send(shared, upload.id(), 1_000_000, () -> FILE.from(1_000_000)))
                            .complete())
                    .isTrue();
            assertThat(get(here.files.open(hash))).isInstanceOf(StorageAnswer.Done.class);
            assertThat(refused(get(apart.files.open(hash))).code()).isEqualTo(StorageRefusal.Code.STORAGE_NOT_HERE);
        }
    }

    @Test
    void whatAnotherEngineReceivedIsReadBackBeforeItCounts() throws IOException {
        String hash = FILE.sha256();
        String id;
        try (StorageOnDisk storage = StorageOnDisk.open(fresh, scratch.resolve("disk"))) {
            id = begin(storage, hash).id();
            refused(send(storage, id, 0, () -> broken(0, 1_000_000)));
        }
        try (RandomAccessFile part = new RandomAccessFile(
                scratch.resolve("disk/uploads/" + id + ".part").toFile(), "rw")) {
            part.seek(500_000);
            part.write(part.read() ^ 1);
        }
        try (StorageOnDisk storage = StorageOnDisk.open(fresh, scratch.resolve("disk"))) {
            assertThat(refused(send(storage, id, 1_000_000, () -> FILE.from(1_000_000)))
                            .code())
                    .isEqualTo(StorageRefusal.Code.CHECKSUM_MISMATCH);
            assertThat(get(storage.files.find(hash))).isEmpty();
        }
    }

    @Test
    void anUploadWhoseBytesAreGoneBeginsAgain() throws IOException {
        try (StorageOnDisk storage = StorageOnDisk.open(fresh, scratch.resolve("disk"))) {
            Upload upload = begin(storage, FILE.sha256());
            refused(send(storage, upload.id(), 0, () -> broken(0, 1_000_000)));
            Files.delete(scratch.resolve("disk/uploads/" + upload.id() + ".part"));
            StorageRefusal lost = refused(send(storage, upload.id(), 1_000_000, () -> FILE.from(1_000_000)));
            assertThat(lost.code()).isEqualTo(StorageRefusal.Code.UPLOAD_OFFSET_MISMATCH);
            assertThat(lost.offset()).hasValue(0);
            assertThat(done(send(storage, upload.id(), 0, () -> FILE.from(0))).complete())
                    .isTrue();
        }
    }

    @Test
    void whatNobodyGoesOnWithIsForgotten() throws IOException {
        try (StorageOnDisk storage = StorageOnDisk.open(fresh, scratch.resolve("disk"), Duration.ZERO)) {
            Upload upload = begin(storage, FILE.sha256());
            refused(send(storage, upload.id(), 0, () -> broken(0, 1_000_000)));
            assertThat(filesBelow("uploads")).containsExactly(upload.id() + ".part");
            assertThat(get(storage.uploads.sweep())).isEqualTo(1);
            assertThat(get(storage.uploads.find(upload.id()))).isEmpty();
            assertThat(filesBelow("uploads")).isEmpty();
            assertThat(refused(send(storage, upload.id(), 1_000_000, () -> FILE.from(1_000_000)))
                            .code())
                    .isEqualTo(StorageRefusal.Code.UPLOAD_NOT_FOUND);
        }
    }

    @Test
    void aDirectoryWithOtherThingsInItIsLeftAlone() throws IOException {
        Files.createDirectories(scratch.resolve("disk"));
        Files.writeString(scratch.resolve("disk/thesis.tex"), "mine");
        try (StorageOnDisk storage = StorageOnDisk.open(fresh, scratch.resolve("disk"))) {
            assertThat(refused(get(storage.uploads.create(
                                    new NewUpload(FILE.sha256(), FILE.size(), Optional.empty(), "local"),
                                    "ann",
                                    Optional.empty())))
                            .code())
                    .isEqualTo(StorageRefusal.Code.STORAGE_NOT_HERE);
        }
    }
}
