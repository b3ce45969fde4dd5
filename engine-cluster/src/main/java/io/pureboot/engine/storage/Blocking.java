package io.pureboot.engine.storage;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The database's answers on threads that may wait: those that move bytes. */
final class Blocking {
    private static final long PATIENCE_SECONDS = 20;

    private Blocking() {}

    /** @throws IOException when the database does not answer */
    static <T> T get(CompletionStage<T> stage) throws IOException {
        try {
            return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new IOException(
                    "the database does not answer",
                    Optional.ofNullable(failed.getCause()).orElse(failed));
        } catch (TimeoutException late) {
            throw new IOException("the database does not answer in time", late);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the engine stops");
        }
    }
}
