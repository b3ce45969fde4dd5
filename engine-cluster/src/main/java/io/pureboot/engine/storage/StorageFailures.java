package io.pureboot.engine.storage;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a failing disk, server or database means to whoever asked. */
final class StorageFailures {
    private static final Logger LOG = LoggerFactory.getLogger(StorageFailures.class);

    private StorageFailures() {}

    /** @throws CompletionException when it was the database: all rooms answer that in the same way */
    static <T> StorageAnswer<T> refusal(IOException failure) {
        if (failure.getCause() instanceof SQLException away) {
            throw new CompletionException(away);
        }
        String detail = Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
        return switch (failure) {
            case NotHere elsewhere -> StorageAnswer.refused(StorageRefusal.Code.STORAGE_NOT_HERE, detail);
            case Reception.Fenced fenced -> StorageAnswer.refused(StorageRefusal.Code.UPLOAD_BUSY, detail);
            case IOException full
            when detail.contains("No space left") || detail.contains("Disk quota exceeded") ->
                StorageAnswer.refused(StorageRefusal.Code.STORAGE_FULL, detail);
            case IOException other -> {
                LOG.warn("a storage backend fails", other);
                yield StorageAnswer.refused(StorageRefusal.Code.STORAGE_UNAVAILABLE, detail);
            }
        };
    }
}
