package io.pureboot.engine.storage;

import static io.pureboot.engine.storage.StorageOnDisk.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pureboot.engine.storage.reference.WebServer;
import io.pureboot.postgres.FreshDatabase;
import io.pureboot.postgres.PostgresForTests;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that lie on somebody else's web server. */
class ReferencesTest {
    private static final GeneratedFile FILE = new GeneratedFile(30, 1_000_000);

    @TempDir
    private Path scratch;

    private final ActorSystem system = ActorSystem.create("reads");
    private final FreshDatabase fresh = PostgresForTests.freshDatabase();

    @AfterEach
    void stop() {
        system.terminate();
    }

    private StorageOnDisk open() {
        return StorageOnDisk.open(fresh, scratch.resolve("disk"));
    }

    private static void add(StorageOnDisk storage, URI base, Optional<String> secret) {
        assertThat(get(storage.backends.create(
                        new NewBackend("mirror", new Place.HttpReference(base, secret)), "ann", Optional.empty())))
                .isInstanceOf(StorageAnswer.Done.class);
    }

    private static StorageAnswer<StoredFile> refer(StorageOnDisk storage, String location, long size) {
        return get(storage.files.refer(
                new NewReference("mirror", location, FILE.sha256(), size, Optional.empty()), "ann"));
    }

    private static StorageRefusal.Code refused(StorageAnswer<?> answer) {
        assertThat(answer).isInstanceOf(StorageAnswer.Refused.class);
        return ((StorageAnswer.Refused<?>) answer).refusal().code();
    }

    private byte[] read(StorageOnDisk storage, long first, long length) {
        StorageAnswer<ReadableFile> answer = get(storage.files.open(FILE.sha256()));
        assertThat(answer).isInstanceOf(StorageAnswer.Done.class);
        ReadableFile file = ((StorageAnswer.Done<ReadableFile>) answer).value();
        return get(file.bytes(first, length)
                        .runWith(Sink.fold(ByteString.emptyByteString(), ByteString::concat), system))
                .toArray();
    }

    @Test
    void whatIsReferredToIsReadThere() throws IOException {
        byte[] bytes = FILE.from(0).readAllBytes();
        try (WebServerWithFiles server = WebServerWithFiles.thatKnowsRanges();
                StorageOnDisk storage = open()) {
            server.put("/releases/24.04/ubuntu.iso", bytes);
            add(storage, server.url().resolve("releases/"), Optional.of("bucket-key"));
            assertThat(refer(storage, "24.04/ubuntu.iso", FILE.size())).isInstanceOf(StorageAnswer.Done.class);
            assertThat(((StorageAnswer.Done<StoredFile>) refer(storage, "24.04/ubuntu.iso", FILE.size())).duplicate())
                    .isTrue();
            assertThat(read(storage, 0, FILE.size())).isEqualTo(bytes);
            assertThat(read(storage, 700_000, 1_000)).isEqualTo(Arrays.copyOfRange(bytes, 700_000, 701_000));
            assertThat(server.authorizations()).isNotEmpty().containsOnly("the key of the bucket");
            assertThat(refused(get(storage.uploads.create(
                            new NewUpload(FILE.sha256(), FILE.size(), Optional.empty(), "mirror"),
                            "ann",
                            Optional.empty()))))
                    .isEqualTo(StorageRefusal.Code.STORAGE_KIND_MISMATCH);
        }
    }

    @Test
    void aServerWithoutRangesWillDo() throws IOException {
        byte[] bytes = FILE.from(0).readAllBytes();
        try (WebServerWithFiles server = WebServerWithFiles.thatKnowsNoRanges();
                StorageOnDisk storage = open()) {
            server.put("/ubuntu.iso", bytes);
            add(storage, server.url(), Optional.empty());
            assertThat(refer(storage, "ubuntu.iso", FILE.size())).isInstanceOf(StorageAnswer.Done.class);
            assertThat(read(storage, 700_000, 1_000)).isEqualTo(Arrays.copyOfRange(bytes, 700_000, 701_000));
        }
    }

    @Test
    void whoeverReadsAllOfAnotherFileDoesNotGetItsEnd() throws IOException {
        byte[] bytes = FILE.from(0).readAllBytes();
        bytes[12] ^= 1;
        try (WebServerWithFiles server = WebServerWithFiles.thatKnowsRanges();
                StorageOnDisk storage = open()) {
            server.put("/ubuntu.iso", bytes);
            add(storage, server.url(), Optional.empty());
            refer(storage, "ubuntu.iso", FILE.size());
            assertThatThrownBy(() -> read(storage, 0, FILE.size()))
                    .rootCause()
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not " + FILE.sha256());
        }
    }

    @Test
    void whatIsNotThereIsNotEntered() {
        try (WebServerWithFiles server = WebServerWithFiles.thatKnowsRanges();
                StorageOnDisk storage = open()) {
            server.put("/ubuntu.iso", new byte[10]);
            add(storage, server.url(), Optional.empty());
            assertThat(refused(refer(storage, "debian.iso", 10))).isEqualTo(StorageRefusal.Code.STORAGE_UNAVAILABLE);
            assertThat(refused(refer(storage, "ubuntu.iso", 11))).isEqualTo(StorageRefusal.Code.STORAGE_UNAVAILABLE);
            assertThat(refused(refer(storage, "http://169.254.169.254/secrets", 10)))
                    .isEqualTo(StorageRefusal.Code.STORAGE_BACKEND_INVALID);
            assertThat(get(storage.files.find(FILE.sha256()))).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://m/a/, b.iso, http://m/a/b.iso",
        "http://m/a/, c/b.iso, http://m/a/c/b.iso",
        "http://m/a/, ../b.iso, ''",
        "http://m/a/, /b.iso, ''",
        "http://m/a/, c/%2e%2e/%2E%2e/b.iso, ''",
        "http://m/a/, c/../../b.iso, ''",
        "http://m/a/, //other/a/b.iso, ''",
        "http://m/a/, http://other/a/b.iso, ''",
        "http://m/a/, http://m/a/b.iso, http://m/a/b.iso",
        "http://m/a/, '', ''",
        "http://m/a/, 'b c', ''",
    })
    void aLocationLiesBelowItsBase(String base, String location, String url) {
        assertThat(WebServer.below(URI.create(base), location)
                        .map(URI::toString)
                        .orElse(""))
                .isEqualTo(url);
    }
}
