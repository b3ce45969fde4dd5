package io.pureboot.bench.tftp;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One row of the table.
 *
 * @param clients that fetch at the same time
 * @param window blocks between two acknowledgements (RFC 7440); 1 is lock step, and not asked for
 */
public record Workload(int clients, int window) {

    /** A windowed transfer is so much faster that it takes more bytes to measure it. */
    private static final int WINDOWED_TIMES = 4;

    /** From one machine in lock step to a rack. */
    public static final List<Workload> ROWS = List.of(
            new Workload(1, 1),
            new Workload(1, 16),
            new Workload(8, 4),
            new Workload(8, 16),
            new Workload(32, 1),
            new Workload(32, 16),
            new Workload(100, 4));

    private static final Pattern SPELT = Pattern.compile("([1-9]\\d{0,2})x([1-9]\\d{0,2})");

    /** Reads {@code CLIENTSxWINDOW}, both from 1 to 999; empty when it is not spelt so. */
    public static Optional<Workload> read(String text) {
        Matcher spelt = SPELT.matcher(text);
        return spelt.matches()
                ? Optional.of(new Workload(Integer.parseInt(spelt.group(1)), Integer.parseInt(spelt.group(2))))
                : Optional.empty();
    }

    /** What each client fetches when lock-step rows are {@code total} bytes in all. */
    long fileBytes(long total) {
        return total * (window > 1 ? WINDOWED_TIMES : 1) / clients;
    }

    @Override
    public String toString() {
        return clients + " × " + window;
    }
}
