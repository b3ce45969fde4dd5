package io.pureboot.lab.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What the run does, line by line with the time: to a file and to the terminal. */
final class RunLog {
    private final Path file;
    private final PrintStream terminal;

    RunLog(Path directory, PrintStream terminal) throws IOException {
        this.file = Files.createDirectories(directory).resolve("chaos.log");
        this.terminal = terminal;
    }

    synchronized void line(String text) {
        String line = Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + text;
        terminal.println(line);
        try {
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
