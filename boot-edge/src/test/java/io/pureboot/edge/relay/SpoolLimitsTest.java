package io.pureboot.edge.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.edge.counters.Counted;
import io.pureboot.edge.counters.Counters;
import io.pureboot.edge.relay.Spool.Kept;
import io.pureboot.edge.uplink.Bytes;
import io.pureboot.protocol.ExecutionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the spool does when there is no room, and what it makes of a file whose end is broken. */
class SpoolLimitsTest {
    private static final int PLENTY = 100_000_000;

    @TempDir
    Path directory;

    @Test
    void bytesAreLimitedToo() {
        try (Spool spool = open(limits(100, 8_000, 0))) {
            assertThat(keep(spool, "a", "1", 4_000)).isInstanceOf(Kept.OnDisk.class);
            assertThat(keep(spool, "b", "2", 4_000)).isInstanceOf(Kept.Full.class);
            assertThat(keep(spool, "b", "3", 100)).as("a smaller one").isInstanceOf(Kept.OnDisk.class);
            spool.remove(spool.first("a").orElseThrow());
            assertThat(keep(spool, "b", "2", 4_000)).isInstanceOf(Kept.OnDisk.class);
            assertThat(spool.state().bytes()).isBetween(4_100L, 5_000L);
        }
        try (Spool spool = open(limits(100, 8_000, 0))) {
            assertThat(keep(spool, "c", "4", 4_000))
                    .as("counted anew at a start")
                    .isInstanceOf(Kept.Full.class);
        }
    }

    @Test
    void aDiskThatIsNearlyFullIsLeftAlone() {
        AtomicLong free = new AtomicLong(PLENTY);
        try (Spool spool = Spool.open(directory.resolve("spool.mv"), limits(100, PLENTY, 1_000_000), free::get)) {
            assertThat(keep(spool, "a", "1", 10)).isInstanceOf(Kept.OnDisk.class);
            free.set(999_999);
            assertThat(keep(spool, "a", "2", 10))
                    .isEqualTo(new Kept.Full("999999 bytes are free on the edge's disk, of which 1000000 stay free"));
            assertThat(spool.depth()).isEqualTo(1);
            free.set(PLENTY);
            assertThat(keep(spool, "a", "2", 10)).as("repeated").isEqualTo(new Kept.OnDisk(2));
        }
    }

    /** What was being written when the power went: a piece of no use behind all that was acknowledged. */
    @Test
    void aTornEndCostsNothingThatWasAcknowledged() throws IOException {
        Path file = directory.resolve("spool.mv");
        for (int torn : new int[] {1, 511, 4_096, 5_000, 70_000}) {
            try (Spool spool = open(limits(1000, PLENTY, 0))) {
                keep(spool, "a", "before " + torn, 3_000);
            }
            byte[] rubbish = new byte[torn];
            new Random(torn).nextBytes(rubbish);
            Files.write(file, rubbish, StandardOpenOption.APPEND);
        }
        try (Spool spool = open(limits(1000, PLENTY, 0))) {
            assertThat(spool.first("a", 100).stream()
                            .map(waiting -> waiting.report().eventId().orElseThrow()))
                    .containsExactly("before 1", "before 511", "before 4096", "before 5000", "before 70000");
        }
    }

    /** Such as those of an execution that is quarantined. */
    @Test
    void whatNoEngineDecidesOnIsPutAsideWhenItIsOld() throws IOException {
        Counters counters = new Counters();
        Path aside = directory.resolve("put-aside.jsonl");
        SpoolLimits strict = new SpoolLimits(100, PLENTY, 0, Duration.ZERO, Duration.ofMillis(200));
        try (Spool spool = open(strict)) {
            Settlement settlement = new Settlement(spool, strict, new PutAside(aside), counters);
            keep(spool, "a", "1", 10);
            Spool.Waiting waiting = spool.first("a").orElseThrow();
            assertThat(settlement.settles(waiting, 503, "quarantined"))
                    .as("too early")
                    .isFalse();
            long begun = System.nanoTime();
            while (!settlement.settles(waiting, 503, "quarantined")) {
                assertThat(System.nanoTime() - begun)
                        .isLessThan(Duration.ofSeconds(20).toNanos());
                Thread.onSpinWait();
            }
            assertThat(System.nanoTime() - begun)
                    .isGreaterThan(Duration.ofMillis(150).toNanos());
            assertThat(spool.depth()).isZero();
        }
        assertThat(Files.readAllLines(aside)).singleElement().asString().contains("\"event_id\":\"1\"");
        assertThat(counters.value(Counted.SPOOL_PUT_ASIDE)).isEqualTo(1);
    }

    @Test
    void whatIsYoungStaysHoweverOftenEnginesDoNotDecide() {
        SpoolLimits usual = new SpoolLimits(100, PLENTY, 0, Duration.ofDays(30), Duration.ZERO);
        try (Spool spool = Spool.open(directory.resolve("spool.mv"), usual)) {
            Settlement settlement =
                    new Settlement(spool, usual, new PutAside(directory.resolve("aside")), new Counters());
            SpooledReport young = report("a", "1", 10, Instant.now());
            spool.keep(young).toCompletableFuture().join();
            Spool.Waiting waiting = spool.first("a").orElseThrow();
            for (int i = 0; i < 100; i++) {
                assertThat(settlement.settles(waiting, 503, "quarantined")).isFalse();
            }
            assertThat(directory.resolve("aside")).doesNotExist();
        }
    }

    /** The disk gets its room back, and those that are still needed stay. */
    @Test
    void aFileThatIsHardlyUsedIsMadeSmall() throws IOException {
        Path file = directory.resolve("spool.mv");
        Files.writeString(directory.resolve("spool.mv.new"), "a copy that was never finished");
        try (Spool spool = open(limits(1000, PLENTY, 0))) {
            for (int i = 0; i < 256; i++) {
                keep(spool, "a", "a" + i, 100_000);
            }
            keep(spool, "b", "b0", 1000);
            assertThat(Files.size(file)).isGreaterThan(20_000_000);
            spool.first("a", 255).forEach(spool::remove);
            keep(spool, "b", "b1", 1000);
            spool.first("a").ifPresent(spool::remove);
            spool.remove(spool.first("b").orElseThrow());
            spool.remove(spool.first("b").orElseThrow());
            org.awaitility.Awaitility.await("a small file").until(() -> Files.size(file) < 1_000_000);
            assertThat(keep(spool, "b", "b2", 1000)).isEqualTo(new Kept.OnDisk(1));
        }
        assertThat(directory.resolve("spool.mv.new")).doesNotExist();
        try (Spool spool = open(limits(1000, PLENTY, 0))) {
            assertThat(spool.executions()).containsExactly("b");
            assertThat(spool.first("b").orElseThrow().report().eventId()).hasValue("b2");
        }
    }

    private Spool open(SpoolLimits limits) {
        return Spool.open(directory.resolve("spool.mv"), limits);
    }

    private static SpoolLimits limits(long reports, long bytes, long minFree) {
        return new SpoolLimits(reports, bytes, minFree, Duration.ofDays(30), Duration.ofHours(1));
    }

    static Kept keep(Spool spool, String execution, String eventId, int bytes) {
        return spool.keep(report(execution, eventId, bytes, Instant.EPOCH))
                .toCompletableFuture()
                .join();
    }

    private static SpooledReport report(String execution, String eventId, int bytes, Instant at) {
        Callback callback = new Callback(
                "POST",
                new ExecutionId(execution),
                "step/s",
                Optional.empty(),
                Map.of("Authorization", "Bearer t"),
                // Base64 makes four characters of three bytes.
                Bytes.of("x".repeat(bytes * 3 / 4)));
        return SpooledReport.of(callback, Optional.of(eventId), at);
    }
}
