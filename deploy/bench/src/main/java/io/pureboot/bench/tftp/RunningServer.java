package io.pureboot.bench.tftp;

import io.pureboot.bench.subject.ProcessUse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A contestant's process. */
record RunningServer(Contestant contestant, Process process, CpuAccount account, Path log) implements AutoCloseable {

    /** A small file of the root, by which a server shows that it serves. */
    static final String PROBE = "probe";

    static final byte[] PROBE_BYTES = "here".getBytes(StandardCharsets.US_ASCII);

    private static final int TRIES = 10;
    private static final long LEAVE_SECONDS = 10;

    /**
     * Starts it and waits until it serves.
     *
     * @throws IOException when it does not, with the end of what it has said
     */
    static RunningServer start(Contestant contestant, Path work) throws IOException, InterruptedException {
        Path log = work.resolve(contestant.name() + ".log");
        ProcessBuilder builder = new ProcessBuilder(contestant.command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PUREBOOT_"));
        builder.environment().putAll(contestant.environment());
        Process process = builder.start();
        // Whoever interrupts the benchmark does not want its servers to live on.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        RunningServer server = new RunningServer(contestant, process, CpuAccount.of(process.pid()), log);
        List<String> failures = List.of("it has ended");
        for (int tried = 0; tried < TRIES && process.isAlive(); tried++) {
            failures = server.fetch(PROBE, ByteBuffer.wrap(PROBE_BYTES), new Workload(1, 1))
                    .failures();
            if (failures.isEmpty()) {
                return server;
            }
            Thread.sleep(200);
        }
        server.close();
        throw new IOException(contestant.name() + " does not serve (" + failures + "): " + Files.readString(log));
    }

    Load.Outcome fetch(String file, ByteBuffer expected, Workload workload) throws IOException {
        return Load.run(address(), contestant.prefix() + file, expected, workload);
    }

    InetSocketAddress address() {
        return contestant.address();
    }

    Duration cpu() throws IOException {
        return account.used();
    }

    long residentBytes() throws IOException {
        return ProcessUse.memory(process.pid(), "VmRSS");
    }

    /** SIGTERM, and SIGKILL when that does not help. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        try {
            if (!process.waitFor(LEAVE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        account.close();
    }
}
