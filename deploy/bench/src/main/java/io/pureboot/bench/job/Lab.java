package io.pureboot.bench.job;

import io.pureboot.bench.subject.DatabaseServer;
import io.pureboot.bench.subject.EdgeServer;
import io.pureboot.bench.subject.EngineCluster;
import io.pureboot.bench.subject.EngineSubject;
import io.pureboot.bench.subject.FloorSubject;
import io.pureboot.bench.subject.NginxServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Where subjects are started, each in a new folder.
 *
 * @param folder of this run of the benchmark; removed at its end when all went well
 * @param binaries where PostgreSQL is unpacked, kept for the next time
 * @param javaOptions further options for the engines' JVMs
 * @param started how many subjects so far
 */
public record Lab(Path folder, Path binaries, List<String> javaOptions, AtomicInteger started) {
    /** @param root on the disk that is to be measured */
    public static Lab in(Path root, List<String> javaOptions) throws IOException {
        Files.createDirectories(root);
        return new Lab(
                Files.createTempDirectory(root.toAbsolutePath(), "run-"),
                root.toAbsolutePath().resolve("postgres-binaries"),
                List.copyOf(javaOptions),
                new AtomicInteger());
    }

    EngineSubject engine(int engines) throws IOException, SQLException, InterruptedException {
        return EngineSubject.start(next("engine"), binaries, engines, javaOptions);
    }

    /** A database alone. */
    DatabaseServer database(Path directory) throws IOException, SQLException {
        return DatabaseServer.start(directory.resolve("postgres"), binaries);
    }

    /** An engine beside a database that is there already. */
    EngineCluster engineFor(DatabaseServer database, String name) throws IOException, InterruptedException {
        return EngineCluster.start(next(name), database, 1, javaOptions);
    }

    /** An edge before these engines. */
    EdgeServer edge(EngineCluster engines) throws IOException, InterruptedException {
        return EdgeServer.start(next("edge"), engines, javaOptions);
    }

    /** nginx that serves {@code script} as {@code /boot.ipxe}. */
    NginxServer nginx(Path program, String script) throws IOException, InterruptedException {
        return NginxServer.start(program, next("nginx"), script);
    }

    FloorSubject floor() throws IOException, SQLException, InterruptedException {
        return FloorSubject.start(next("floor"), binaries);
    }

    /** A new folder, which PostgreSQL's own user can reach too. */
    Path next(String what) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Files.createDirectories(folder.resolve(started.incrementAndGet() + "-" + what));
    }

    /** Removes what the runs left, their logs too. */
    public void discard() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
