package io.pureboot.postgres;

import io.pureboot.postgres.PostgresRefusal.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The server process as its {@code postmaster.pid} tells of it: also one whose parent was killed. */
final class Postmaster {
    private Postmaster() {}

    /** The process that serves {@code data} now, if it lives. */
    static Optional<ProcessHandle> of(Path data) throws IOException {
        List<String> lines;
        try {
            lines = Files.readAllLines(data.resolve("postmaster.pid"), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.isEmpty() || !lines.getFirst().strip().matches("[0-9]{1,10}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).filter(process -> serves(process, data));
    }

    /**
     * Stops a server that outlived its parent. A process id that meanwhile belongs to another program, as happens in containers
     * after a restart, is left alone and the file is removed: PostgreSQL itself would refuse to start because of it.
     */
    static void stopOrphan(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        Optional<ProcessHandle> orphan = of(data);
        if (orphan.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        // INT is PostgreSQL's "fast" stop; TERM would wait for clients that may never leave.
        signal(orphan.get().pid(), "INT");
        if (!ended(orphan.get(), data, Duration.ofSeconds(60))) {
            throw new PostgresRefusal(
                    Reason.IN_USE,
                    "a PostgreSQL that outlived its PureBoot still runs in " + data + " as process "
                            + orphan.get().pid() + " and does not stop: end it with kill -INT, then start again");
        }
    }

    /** Sends a signal by the shell's own {@code kill}: the program of that name is missing on slim systems. */
    static void signal(long pid, String signal) throws IOException {
        try {
            new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while process " + pid + " was told to stop", e);
        }
    }

    private static boolean ended(ProcessHandle process, Path data, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < end) {
            if (!process.isAlive() || !serves(process, data)) {
                return true;
            }
            Pause.of(Duration.ofMillis(20));
        }
        return false;
    }

    /** False also for a dead process that nobody has reaped: it has no command line any more. */
    private static boolean serves(ProcessHandle process, Path data) {
        Path file = Path.of("/proc/" + process.pid() + "/cmdline");
        if (Files.isDirectory(Path.of("/proc/self"))) {
            try {
                return List.of(Files.readString(file, StandardCharsets.ISO_8859_1)
                                .split("\0", -1))
                        .contains(new String(
                                data.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            } catch (IOException e) {
                return false;
            }
        }
        return process.info()
                .commandLine()
                .filter(line -> line.contains(data.toString()))
                .isPresent();
    }
}
