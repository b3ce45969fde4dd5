package io.pureboot.bench.tftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What many transfers at one time take of memory: all of them are begun, then held in the middle while the edge's memory is looked at, then ended.
 *
 * @param idleBytes resident before, in a server that has served already
 * @param crowdedBytes resident while all were under way
 */
public record Crowd(int sessions, long idleBytes, long crowdedBytes, List<String> failures) {

    private static final long FILE_BYTES = 2_000_000;
    private static final int WINDOW = 16;
    private static final int WARM_UP_CLIENTS = 100;

    public Crowd {
        failures = List.copyOf(failures);
    }

    /** Runs it with an edge of its own. */
    public static Crowd run(int sessions, Path work, List<String> javaOptions)
            throws IOException, InterruptedException {
        Path root = Files.createDirectories(work.resolve("root"));
        Files.write(root.resolve(RunningServer.PROBE), RunningServer.PROBE_BYTES);
        ByteBuffer expected = Race.file(root.resolve("crowd"), FILE_BYTES);
        List<Long> resident = new ArrayList<>();
        try (RunningServer server = RunningServer.start(Contestant.ours(root, work, javaOptions), work)) {
            List<String> failures =
                    new ArrayList<>(server.fetch("crowd", expected, new Workload(WARM_UP_CLIENTS, WINDOW))
                            .failures());
            resident.add(server.residentBytes());
            failures.addAll(Load.runHeld(
                            server.address(),
                            "crowd",
                            expected,
                            new Workload(sessions, WINDOW),
                            () -> resident.add(server.residentBytes()))
                    .failures());
            return new Crowd(sessions, resident.getFirst(), resident.getLast(), failures);
        }
    }

    public String line() {
        return "%,d transfers at one time: %.1f MB more memory (%.1f MB resident before, %.1f MB meanwhile), %d failed"
                .formatted(
                        sessions,
                        (crowdedBytes - idleBytes) / 1e6,
                        idleBytes / 1e6,
                        crowdedBytes / 1e6,
                        failures.size());
    }
}
