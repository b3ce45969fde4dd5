package io.pureboot.postgres;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * Where and how a server runs.
 *
 * @param directory holds the data ({@code pgdata}), the password, the log and the lock; made when absent, kept between runs
 * @param binaries where the binaries are unpacked (about 60 MB), each version in its own folder; may be shared by many servers
 * @param port the TCP port on 127.0.0.1, or 0 for one that is free
 * @param settings further settings of {@code postgresql.conf}; those that make the server durable and local cannot be changed
 * @param startTimeout how long the server may take until it answers, recovery after a crash included
 */
public record EmbeddedPostgresConfig(
        Path directory, Path binaries, int port, Map<String, String> settings, Duration startTimeout) {

    public EmbeddedPostgresConfig {
        directory = directory.toAbsolutePath().normalize();
        binaries = binaries.toAbsolutePath().normalize();
        settings = Map.copyOf(settings);
    }

    /** Everything below {@code directory}, any free port, PostgreSQL's own settings. */
    public static EmbeddedPostgresConfig in(Path directory) {
        return new EmbeddedPostgresConfig(directory, directory.resolve("binaries"), 0, Map.of(), Duration.ofMinutes(2));
    }

    public EmbeddedPostgresConfig withBinaries(Path shared) {
        return new EmbeddedPostgresConfig(directory, shared, port, settings, startTimeout);
    }

    public EmbeddedPostgresConfig withPort(int wanted) {
        return new EmbeddedPostgresConfig(directory, binaries, wanted, settings, startTimeout);
    }

    public EmbeddedPostgresConfig withSettings(Map<String, String> wanted) {
        return new EmbeddedPostgresConfig(directory, binaries, port, wanted, startTimeout);
    }

    Path data() {
        return directory.resolve("pgdata");
    }

    Path log() {
        return directory.resolve("pg.log");
    }
}
