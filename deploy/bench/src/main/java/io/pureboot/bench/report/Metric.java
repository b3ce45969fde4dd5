package io.pureboot.bench.report;

import java.util.Locale;

/** What is measured. The order is the table's. */
public enum Metric {
    EXECUTIONS("executions", 0),
    TRANSITIONS_PER_SECOND("transitions/s", 0),
    EXECUTIONS_PER_SECOND("executions/s", 1),
    CALLBACK_P50_MS("callback → answer, p50 ms", 2),
    CALLBACK_P99_MS("callback → answer, p99 ms", 2),
    CALLBACK_P999_MS("callback → answer, p99.9 ms", 2),
    CURRENT_P50_MS("current step → answer, p50 ms", 2),
    CURRENT_P99_MS("current step → answer, p99 ms", 2),
    SERVER_CPU_MS_PER_EXECUTION("server CPU ms per execution", 3),
    DATABASE_CPU_MS_PER_EXECUTION("database CPU ms per execution", 3),
    CPU_MS_PER_EXECUTION("both CPU ms per execution", 3),
    CLIENT_CPU_MS_PER_EXECUTION("(client's CPU ms per execution)", 3),
    PEAK_MEMORY_BYTES("peak memory of the server, MB", 0),
    DATABASE_BYTES_PER_EXECUTION("tables, bytes per execution", 0),
    WAL_BYTES_PER_EXECUTION("WAL, bytes per execution", 0),
    TRANSITION_WAL_BYTES_PER_EXECUTION("WAL, bytes for its transitions", 0),
    FULL_PAGES_PER_EXECUTION("whole pages in the WAL for them", 3),
    WAL_SYNCS_PER_TRANSITION("WAL syncs per transition", 3),
    COMMITS_PER_TRANSITION("commits per transition", 3),
    EVENT_ROWS_PER_TRANSITION("journal rows per transition", 3),
    STARTS_PER_SECOND("starts/s", 0),
    START_SERVER_CPU_MS("server CPU ms per start", 3),
    START_DATABASE_CPU_MS("database CPU ms per start", 3),
    TRANSITIONS_PER_SECOND_WITH_STARTS("transitions/s, starts counted in", 0),
    CPU_MS_PER_EXECUTION_WITH_START("both CPU ms per execution, start counted in", 3);

    private static final double MEGABYTE = 1e6;

    private final String words;
    private final int decimals;

    Metric(String words, int decimals) {
        this.words = words;
        this.decimals = decimals;
    }

    /** For people. */
    public String words() {
        return words;
    }

    /** Its field in JSON, which has bytes where the table has MB. */
    public String field() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String shown(double value) {
        double scaled = this == PEAK_MEMORY_BYTES ? value / MEGABYTE : value;
        return String.format(Locale.ROOT, "%,." + decimals + "f", scaled);
    }
}
