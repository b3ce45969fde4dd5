package io.pureboot.bench.tftp;

import io.pureboot.bench.subject.Packages;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * All servers on all workloads, in turn: within a round each row is run by one server after the other, so that whatever else happens on the machine
 * meets all of them.
 *
 * @param lockStepBytes fetched by all clients of a lock-step row together; four times as many with windows
 * @param rounds that are counted; one more goes before them, in which a JVM is warmed up
 */
public record Race(long lockStepBytes, int rounds, List<Workload> rows, List<String> javaOptions) {

    private static final long SEED = 42;
    private static final int CHUNK_BYTES = 1 << 20;

    /** One server on one row in one round; failures say why clients did not get the file, or another one. */
    record Lap(String server, Workload workload, long bytes, long nanos, Duration cpu, List<String> failures) {
        double megabytesPerSecond() {
            return bytes / 1e6 / (nanos / 1e9);
        }

        double cpuMillisPerMegabyte() {
            return cpu.toNanos() / 1e6 / (bytes / 1e6);
        }
    }

    /** Runs it in {@code work}, which then holds the files, {@code packages} the programs; says meanwhile what it does. */
    public Standings run(Path work, Path packages, Consumer<String> progress) throws IOException, InterruptedException {
        Path root = Files.createDirectories(work.resolve("root"));
        List<String> absent = new ArrayList<>();
        List<RunningServer> servers = new ArrayList<>();
        try {
            Files.write(root.resolve(RunningServer.PROBE), RunningServer.PROBE_BYTES);
            servers.add(RunningServer.start(Contestant.ours(root, work, javaOptions), work));
            Packages others = new Packages(packages);
            join(servers, absent, work, () -> Contestant.tftpdHpa(root, others));
            join(servers, absent, work, () -> Contestant.atftpd(root, others));
            join(servers, absent, work, () -> Contestant.dnsmasq(root, work, others));
            List<Lap> laps = new ArrayList<>();
            for (int round = 0; round <= rounds; round++) {
                progress.accept(round == 0 ? "warming up" : "round " + round + " of " + rounds);
                for (Workload row : rows) {
                    for (RunningServer server : servers) {
                        Lap lap = lap(server, row, root);
                        if (round > 0) {
                            laps.add(lap);
                        }
                    }
                }
            }
            return new Standings(
                    servers.stream().map(server -> server.contestant().name()).toList(), rows, laps, absent);
        } finally {
            servers.forEach(RunningServer::close);
        }
    }

    private interface Entry {
        Contestant contestant() throws IOException;
    }

    /** One that cannot be had or does not start is left out, and the reason is shown below the table. */
    private static void join(List<RunningServer> servers, List<String> absent, Path work, Entry entry)
            throws InterruptedException {
        try {
            servers.add(RunningServer.start(entry.contestant(), work));
        } catch (IOException unavailable) {
            absent.add(String.valueOf(unavailable.getMessage()).strip());
        }
    }

    private Lap lap(RunningServer server, Workload row, Path root) throws IOException {
        long fileBytes = row.fileBytes(lockStepBytes);
        ByteBuffer expected = file(root.resolve("file-" + fileBytes), fileBytes);
        Duration before = server.cpu();
        Load.Outcome outcome = server.fetch("file-" + fileBytes, expected, row);
        return new Lap(
                server.contestant().name(),
                row,
                fileBytes * row.clients(),
                outcome.nanos(),
                server.cpu().minus(before),
                outcome.failures());
    }

    /** The file's content, mapped; written when it is not there yet, the same one each time. */
    static ByteBuffer file(Path path, long size) throws IOException {
        if (!Files.exists(path)) {
            Random random = new Random(SEED);
            try (OutputStream out = Files.newOutputStream(path)) {
                byte[] chunk = new byte[CHUNK_BYTES];
                for (long written = 0; written < size; written += chunk.length) {
                    random.nextBytes(chunk);
                    out.write(chunk, 0, (int) Math.min(chunk.length, size - written));
                }
            }
        }
        try (FileChannel channel = FileChannel.open(path)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
        }
    }
}
