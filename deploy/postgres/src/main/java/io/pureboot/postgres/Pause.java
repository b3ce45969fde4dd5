package io.pureboot.postgres;

import java.io.IOException;
import java.time.Duration;

/** Waiting between two looks at another process, which has no event to wait for. */
final class Pause {
    private Pause() {}

    static void of(Duration length) throws IOException {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for PostgreSQL", e);
        }
    }
}
