package io.pureboot.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.fakes.EdgeOnLoopback;
import io.pureboot.edge.fakes.EngineWithFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the engines, from the edge's disk: fetched once, verified before anybody gets a byte (promise P-33). */
class CachedFilesTest {
    private static final byte[] FILE = bytes(1, 1_000_000);
    private static final String HASH = sha256(FILE);

    @TempDir
    private Path dataDir;

    private final EngineWithFiles engine = EngineWithFiles.start();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        client.close();
        engine.close();
    }

    private static byte[] bytes(long seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    private EdgeOnLoopback edge(Map<String, Object> settings, String... more) {
        List<String> engines =
                Stream.concat(Stream.of(more), Stream.of(engine.url())).toList();
        return EdgeOnLoopback.start(dataDir, engines, settings);
    }

    private CompletableFuture<HttpResponse<byte[]>> ask(EdgeOnLoopback edge, String hash, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(edge.url() + "/artifacts/sha256/" + hash));
        return client.sendAsync(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private List<String> kept() {
        try (Stream<Path> files = Files.list(dataDir.resolve("edge/cache"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Test
    void itIsFetchedOnceHoweverManyAsk() {
        engine.put(HASH, FILE);
        CountDownLatch gate = new CountDownLatch(1);
        engine.waitFor(gate);
        try (EdgeOnLoopback edge = edge(Map.of("engine-request-timeout", "10 s"))) {
            List<CompletableFuture<HttpResponse<byte[]>>> answers =
                    IntStream.range(0, 20).mapToObj(i -> ask(edge, HASH)).toList();
            gate.countDown();
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.join().statusCode()).isEqualTo(200);
                assertThat(answer.join().body()).isEqualTo(FILE);
            });
            assertThat(engine.asked()).containsExactly(HASH);
            HttpResponse<byte[]> part =
                    ask(edge, HASH, "Range", "bytes=500000-500009").join();
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.headers().firstValue("Content-Range")).contains("bytes 500000-500009/1000000");
            assertThat(part.headers().firstValue("ETag")).contains("\"" + HASH + "\"");
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(FILE, 500_000, 500_010));
            assertThat(ask(edge, HASH, "If-None-Match", "\"" + HASH + "\"")
                            .join()
                            .statusCode())
                    .isEqualTo(304);
            assertThat(ask(edge, HASH, "Range", "bytes=1000000-").join().statusCode())
                    .isEqualTo(416);
            assertThat(edge.head("/artifacts/sha256/" + HASH).headers().firstValue("Content-Length"))
                    .contains("1000000");
            assertThat(engine.asked()).containsExactly(HASH);
        }
    }

    @Test
    void whatBreaksOffIsGoneOnWith() {
        engine.put(HASH, FILE);
        engine.breakAfter(400_000);
        try (EdgeOnLoopback edge = edge(Map.of())) {
            assertThat(ask(edge, HASH).join().body()).isEqualTo(FILE);
            assertThat(engine.asked()).startsWith(HASH).hasSizeBetween(3, 4);
            // The last bytes before a break may be lost with it.
            assertThat(engine.asked().subList(1, engine.asked().size()))
                    .allMatch(asked -> asked.matches(HASH + " bytes=(39|40|7[0-9]|80)[0-9]{4}-"));
        }
    }

    @Test
    void nobodyGetsAByteOfAnotherFile() {
        byte[] other = FILE.clone();
        other[999_999] ^= 1;
        engine.put(HASH, other);
        try (EdgeOnLoopback edge = edge(Map.of())) {
            HttpResponse<byte[]> refused = ask(edge, HASH).join();
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).contains("5");
            assertThat(kept()).isEmpty();
            engine.put(HASH, FILE);
            assertThat(ask(edge, HASH).join().body()).isEqualTo(FILE);
        }
    }

    @Test
    void whatIsNotThereIsSaidSo() {
        try (EdgeOnLoopback edge = edge(Map.of())) {
            assertThat(ask(edge, HASH).join().statusCode()).isEqualTo(404);
            assertThat(ask(edge, "no-hash").join().statusCode()).isEqualTo(404);
            engine.close();
            assertThat(ask(edge, HASH).join().statusCode()).isEqualTo(503);
        }
    }

    @Test
    void anotherEngineIsAskedWhenOneDoesNotAnswer() {
        engine.put(HASH, FILE);
        try (EdgeOnLoopback edge = edge(Map.of(), "http://127.0.0.1:1")) {
            assertThat(ask(edge, HASH).join().body()).isEqualTo(FILE);
        }
    }

    @Test
    void whatIsHereIsServedWithoutAnyEngine() {
        engine.put(HASH, FILE);
        try (EdgeOnLoopback edge = edge(Map.of())) {
            assertThat(ask(edge, HASH).join().statusCode()).isEqualTo(200);
        }
        engine.close();
        try (EdgeOnLoopback edge = edge(Map.of())) {
            assertThat(ask(edge, HASH).join().body()).isEqualTo(FILE);
        }
    }

    @Test
    void whoeverWaitsForLongIsToldToAskAgain() {
        engine.put(HASH, FILE);
        CountDownLatch gate = new CountDownLatch(1);
        engine.waitFor(gate);
        try (EdgeOnLoopback edge = edge(Map.of("cache.hold", "100 ms", "engine-request-timeout", "20 s"))) {
            HttpResponse<byte[]> early = ask(edge, HASH).join();
            assertThat(early.statusCode()).isEqualTo(503);
            assertThat(new String(early.body(), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("artifact-not-here-yet");
            gate.countDown();
            org.awaitility.Awaitility.await().until(() -> ask(edge, HASH).join().statusCode() == 200);
            assertThat(engine.asked()).containsExactly(HASH);
        }
    }

    @Test
    void theOldestMakeRoom() {
        List<byte[]> files =
                IntStream.range(10, 13).mapToObj(seed -> bytes(seed, 400_000)).toList();
        List<String> hashes = files.stream().map(CachedFilesTest::sha256).toList();
        IntStream.range(0, 3).forEach(i -> engine.put(hashes.get(i), files.get(i)));
        engine.put(HASH, FILE);
        try (EdgeOnLoopback edge = edge(Map.of("cache.max-size", "900000"))) {
            assertThat(ask(edge, hashes.get(0)).join().body()).isEqualTo(files.get(0));
            assertThat(ask(edge, hashes.get(1)).join().body()).isEqualTo(files.get(1));
            assertThat(ask(edge, hashes.get(0)).join().statusCode()).isEqualTo(200);
            assertThat(ask(edge, hashes.get(2)).join().body()).isEqualTo(files.get(2));
            assertThat(kept()).containsExactlyInAnyOrder(hashes.get(0), hashes.get(2));
            assertThat(ask(edge, HASH).join().statusCode()).isEqualTo(507);
            assertThat(kept()).containsExactlyInAnyOrder(hashes.get(0), hashes.get(2));
        }
    }

    /** A disk may have lost or changed bytes while no edge looked. */
    @Test
    void whatAnEarlierEdgeHasLeftIsVerifiedBeforeTheFirstByte() throws IOException {
        engine.put(HASH, FILE);
        try (EdgeOnLoopback edge = edge(Map.of())) {
            assertThat(ask(edge, HASH).join().statusCode()).isEqualTo(200);
        }
        byte[] rotten = FILE.clone();
        rotten[500_000] ^= 1;
        Files.write(dataDir.resolve("edge/cache").resolve(HASH), rotten);
        try (EdgeOnLoopback edge = edge(Map.of())) {
            assertThat(ask(edge, HASH).join().body()).isEqualTo(FILE);
            assertThat(engine.asked()).containsExactly(HASH, HASH);
            assertThat(edge.edge().counters().value(Counted.CACHE_BROKEN)).isEqualTo(1);
        }
        try (EdgeOnLoopback edge = edge(Map.of())) {
            assertThat(ask(edge, HASH).join().body()).isEqualTo(FILE);
            assertThat(engine.asked()).as("a whole one is not fetched again").hasSize(2);
        }
    }

    @Test
    void whatIsWrittenToWhileTheEdgeRunsIsVerifiedAgain() throws IOException {
        engine.put(HASH, FILE);
        try (EdgeOnLoopback edge = edge(Map.of())) {
            assertThat(ask(edge, HASH).join().statusCode()).isEqualTo(200);
            Files.write(dataDir.resolve("edge/cache").resolve(HASH), new byte[] {1, 2, 3});
            assertThat(ask(edge, HASH).join().body()).isEqualTo(FILE);
        }
    }

    @Test
    void whatTheEngineNamesIsFetchedBeforeAnybodyAsks() {
        engine.put(HASH, FILE);
        String missing = "ab".repeat(32);
        engine.nowWantsFetched(List.of(HASH, missing));
        try (EdgeOnLoopback edge = edge(Map.of())) {
            org.awaitility.Awaitility.await("both were tried")
                    .until(() -> engine.asked().size() == 2);
            org.awaitility.Awaitility.await("the file").until(() -> kept().contains(HASH));
            assertThat(edge.edge().counters().value(Counted.CACHE_PREFETCHED)).isEqualTo(1);
            int beats = engine.heartbeats();
            org.awaitility.Awaitility.await("two more heartbeats").until(() -> engine.heartbeats() >= beats + 2);
            assertThat(engine.asked()).as("nothing is tried twice in a row").hasSize(2);
            assertThat(ask(edge, HASH).join().body()).isEqualTo(FILE);
            assertThat(engine.asked()).hasSize(2);
        }
    }

    @Test
    void whatAMachineWaitsForGoesFirst() {
        byte[] other = bytes(2, 1000);
        engine.put(HASH, FILE);
        engine.put(sha256(other), other);
        CountDownLatch gate = new CountDownLatch(1);
        engine.waitFor(gate);
        try (EdgeOnLoopback edge = edge(Map.of("engine-request-timeout", "20 s"))) {
            CompletableFuture<HttpResponse<byte[]>> awaited = ask(edge, HASH);
            org.awaitility.Awaitility.await("the machine's file is asked for")
                    .until(() -> !engine.asked().isEmpty());
            engine.nowWantsFetched(List.of(sha256(other)));
            int beats = engine.heartbeats();
            org.awaitility.Awaitility.await("two more heartbeats").until(() -> engine.heartbeats() >= beats + 2);
            assertThat(engine.asked()).containsExactly(HASH);
            gate.countDown();
            assertThat(awaited.join().body()).isEqualTo(FILE);
            org.awaitility.Awaitility.await("the other").until(() -> kept().contains(sha256(other)));
        }
    }
}
