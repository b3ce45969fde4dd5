package io.pureboot.qemu;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A virtual machine that has been switched on; closing pulls the plug. */
public final class RunningMachine implements AutoCloseable {
    private static final Pattern TERMINAL_SEQUENCES =
            Pattern.compile("\u001b(?:\\[[0-9;?]*[A-Za-z]|c)|[\\p{Cntrl}&&[^\n]]");
    private static final long PLUG_SECONDS = 10;

    private final Process process;
    private final Path console;
    private final Path log;

    RunningMachine(Process process, Path console, Path log) {
        this.process = process;
        this.console = console;
        this.log = log;
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** All that it has written to its serial console, without the terminal's control sequences. */
    public String console() {
        return TERMINAL_SEQUENCES.matcher(read(console)).replaceAll("");
    }

    /** The last lines of its console, and what QEMU itself said: for a test's failure message. */
    public String lastWords(int lines) {
        List<String> all = console().lines().toList();
        String end = String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        return "machine " + (isRunning() ? "running" : "off, QEMU's status " + process.exitValue()) + "; QEMU said: "
                + read(log).strip() + "\nconsole:\n" + end;
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(PLUG_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
