package io.pureboot.engine.storage;

import java.util.function.Function;

/** What this room answers. A database that is away is no answer: the stage fails. */
public sealed interface StorageAnswer<T> {
    /** @param duplicate it had been there before; nothing changed */
    record Done<T>(T value, boolean duplicate) implements StorageAnswer<T> {}

    record Refused<T>(StorageRefusal refusal) implements StorageAnswer<T> {}

    static <T> StorageAnswer<T> done(T value) {
        return new Done<>(value, false);
    }

    static <T> StorageAnswer<T> refused(StorageRefusal.Code code, String detail) {
        return new Refused<>(StorageRefusal.of(code, detail));
    }

    /** Goes on with the value. */
    default <U> StorageAnswer<U> then(Function<T, StorageAnswer<U>> next) {
        return switch (this) {
            case Done<T>(T value, boolean duplicate) -> next.apply(value);
            case Refused<T>(StorageRefusal refusal) -> new Refused<>(refusal);
        };
    }
}
