package io.pureboot.edge.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.pureboot.edge.relay.Spool.Kept;
import io.pureboot.edge.uplink.Bytes;
import io.pureboot.protocol.ExecutionId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    @TempDir
    Path directory;

    @Test
    void keepsOrderPerExecutionOverAReopening() {
        Path file = directory.resolve("spool.mv");
        try (Spool spool = Spool.open(file, upTo(100))) {
            assertThat(keep(spool, report("a", "1"))).isEqualTo(new Kept.OnDisk(1));
            assertThat(keep(spool, report("b", "2"))).isEqualTo(new Kept.OnDisk(1));
            assertThat(keep(spool, report("a", "3"))).isEqualTo(new Kept.OnDisk(2));
        }
        try (Spool spool = Spool.open(file, upTo(100))) {
            assertThat(keep(spool, report("a", "4"))).isEqualTo(new Kept.OnDisk(3));
            assertThat(drain(spool, "a")).containsExactly("1", "3", "4");
            assertThat(spool.executions()).containsExactly("b");
            assertThat(spool.depth()).isEqualTo(1);
        }
        try (Spool spool = Spool.open(file, upTo(100))) {
            assertThat(spool.holds(new ExecutionId("a"))).isFalse();
            assertThat(spool.holds(new ExecutionId("b"))).isTrue();
        }
    }

    @Test
    void aRepetitionIsKeptOnce() {
        try (Spool spool = Spool.open(directory.resolve("spool.mv"), upTo(100))) {
            assertThat(keep(spool, report("a", "1"))).isEqualTo(new Kept.OnDisk(1));
            assertThat(keep(spool, report("a", "1"))).isEqualTo(new Kept.OnDisk(1));
            assertThat(spool.depth()).isEqualTo(1);
        }
        try (Spool spool = Spool.open(directory.resolve("spool.mv"), upTo(100))) {
            assertThat(keep(spool, report("a", "1"))).isEqualTo(new Kept.OnDisk(1));
            assertThat(spool.depth()).isEqualTo(1);
        }
    }

    @Test
    void idsThatBeginAlikeDoNotMix() {
        try (Spool spool = Spool.open(directory.resolve("spool.mv"), upTo(100))) {
            keep(spool, report("a-1", "1"));
            keep(spool, report("a", "2"));
            keep(spool, report("a.b", "3"));
            assertThat(drain(spool, "a")).containsExactly("2");
            assertThat(drain(spool, "a-1")).containsExactly("1");
            assertThat(drain(spool, "a.b")).containsExactly("3");
        }
    }

    @Test
    void aFullSpoolRefuses() {
        try (Spool spool = Spool.open(directory.resolve("spool.mv"), upTo(1))) {
            keep(spool, report("a", "1"));
            assertThat(keep(spool, report("b", "2"))).isInstanceOf(Kept.Full.class);
            assertThat(spool.executions()).containsExactly("a");
        }
    }

    /** P-31: what was acknowledged is there after kill -9. A real process is killed in the middle of its writing. */
    @Test
    void whatWasKeptSurvivesKillNine() throws IOException, InterruptedException {
        Path file = directory.resolve("spool.mv");
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        SpoolWriter.class.getName(),
                        file.toString())
                .redirectError(directory.resolve("writer.err").toFile())
                .start();
        List<String> acknowledged = new ArrayList<>();
        try (BufferedReader lines = writer.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // The log goes to the same stream.
                if (line.startsWith("kept ")) {
                    acknowledged.add(line.substring("kept ".length()));
                }
                if (acknowledged.size() == 200) {
                    // Not Process.destroyForcibly(), which also throws away the lines that are still in the pipe.
                    assertThat(writer.toHandle().destroyForcibly()).isTrue();
                }
            }
        }
        assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(acknowledged)
                .as(Files.readString(directory.resolve("writer.err")))
                .hasSizeGreaterThanOrEqualTo(200);
        try (Spool spool = Spool.open(file, upTo(1_000_000))) {
            List<String> kept = new ArrayList<>();
            for (int execution = 0; execution < SpoolWriter.EXECUTIONS; execution++) {
                List<String> drained = drain(spool, "e" + execution);
                assertThat(drained).isSortedAccordingTo((a, b) -> Integer.compare(number(a), number(b)));
                kept.addAll(drained);
            }
            assertThat(kept).containsAll(acknowledged);
        }
    }

    /** Writes reports and prints each event id as soon as it is on disk, until it is killed. */
    static final class SpoolWriter {
        static final int EXECUTIONS = 4;

        private SpoolWriter() {}

        public static void main(String[] arguments) {
            try (Spool spool = Spool.open(Path.of(arguments[0]), upTo(1_000_000))) {
                for (int number = 0; number < 1_000_000; number++) {
                    String id = Integer.toString(number);
                    if (keep(spool, report("e" + number % EXECUTIONS, id)) instanceof Kept.OnDisk) {
                        System.out.println("kept " + id);
                        System.out.flush();
                    }
                }
            }
        }
    }

    private static SpoolLimits upTo(long reports) {
        return new SpoolLimits(reports, 1L << 30, 0, Duration.ofDays(30), Duration.ofHours(1));
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    private static List<String> drain(Spool spool, String execution) {
        List<String> ids = new ArrayList<>();
        for (Optional<Spool.Waiting> next = spool.first(execution); next.isPresent(); next = spool.first(execution)) {
            ids.add(next.get().report().eventId().orElseThrow());
            spool.remove(next.get());
        }
        return ids;
    }

    private static Kept keep(Spool spool, SpooledReport report) {
        return spool.keep(report).toCompletableFuture().join();
    }

    private static SpooledReport report(String execution, String eventId) {
        Callback callback = new Callback(
                "POST",
                new ExecutionId(execution),
                "step/s",
                Optional.empty(),
                Map.of("Authorization", "Bearer t"),
                Bytes.of("{\"status\":\"success\"}"));
        return SpooledReport.of(callback, Optional.of(eventId), Instant.EPOCH);
    }
}
