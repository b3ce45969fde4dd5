package io.pureboot.lab.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Short programs of this host, run to their end. */
final class Commands {
    private static final long PATIENCE_SECONDS = 10;

    private Commands() {}

    /** @throws IOException when it fails, with what it said */
    static void run(String line) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(line.split(" ")).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(line + " does not end");
        }
        if (process.exitValue() != 0) {
            throw new IOException(line + ": " + said.strip());
        }
    }
}
