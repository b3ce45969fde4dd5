package io.pureboot.edge.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.pureboot.edge.relay.Spool.Kept;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small file system of its own, where the one who runs the test may mount one. */
class FullDiskTest {
    private static final int CHUNK = 4096;

    @TempDir
    Path directory;

    private boolean mounted;

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            run("umount", disk().toString());
        }
    }

    @Test
    void aFullDiskIsSaidToBeFullAndCostsNothingThatWasAcknowledged() throws IOException, InterruptedException {
        Files.createDirectory(disk());
        mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk().toString());
        assumeThat(mounted).as("may mount a file system").isTrue();
        List<String> acknowledged = new ArrayList<>();
        try (Spool spool = open()) {
            keep(spool, "before", acknowledged);
            fill();
            Kept refused = keepUntilRefused(spool, acknowledged);
            assertThat(refused).isInstanceOf(Kept.Full.class);
            assertThat(spool.depth()).isEqualTo(acknowledged.size());
            Files.delete(disk().resolve("rubbish"));
            keep(spool, "after", acknowledged);
            assertThat(kept(spool)).isEqualTo(acknowledged);
        }
        try (Spool spool = open()) {
            assertThat(kept(spool)).isEqualTo(acknowledged);
        }
    }

    /** Nobody reports any more: whoever empties the spool has it opened again. */
    @Test
    void aStoreThatHasClosedItselfIsOpenedAgainWithoutAnyReport() throws IOException, InterruptedException {
        Files.createDirectory(disk());
        mounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk().toString());
        assumeThat(mounted).as("may mount a file system").isTrue();
        List<String> acknowledged = new ArrayList<>();
        try (Spool spool = open()) {
            keep(spool, "before", acknowledged);
            fill();
            keepUntilRefused(spool, acknowledged);
            Files.delete(disk().resolve("rubbish"));
            org.awaitility.Awaitility.await("the store").until(() -> {
                try {
                    return kept(spool).equals(acknowledged);
                } catch (org.h2.mvstore.MVStoreException closed) {
                    spool.mend();
                    return false;
                }
            });
        }
    }

    private Path disk() {
        return directory.resolve("disk");
    }

    private Spool open() {
        return Spool.open(
                disk().resolve("spool.mv"),
                new SpoolLimits(10_000, 1L << 30, 0, Duration.ofDays(30), Duration.ofHours(1)));
    }

    private static void keep(Spool spool, String eventId, List<String> acknowledged) {
        assertThat(SpoolLimitsTest.keep(spool, "a", eventId, 1000)).isInstanceOf(Kept.OnDisk.class);
        acknowledged.add(eventId);
    }

    /** A store may still have some room in its file. */
    private static Kept keepUntilRefused(Spool spool, List<String> acknowledged) {
        for (int i = 0; i < 1000; i++) {
            Kept kept = SpoolLimitsTest.keep(spool, "a", "more " + i, 20_000);
            if (!(kept instanceof Kept.OnDisk)) {
                return kept;
            }
            acknowledged.add("more " + i);
        }
        throw new AssertionError("a disk of 2 MB takes 20 MB");
    }

    private static List<String> kept(Spool spool) {
        return spool.first("a", 10_000).stream()
                .map(waiting -> waiting.report().eventId().orElseThrow())
                .toList();
    }

    private void fill() throws IOException {
        byte[] zeros = new byte[CHUNK];
        try (OutputStream out = Files.newOutputStream(disk().resolve("rubbish"))) {
            while (true) {
                out.write(zeros);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
