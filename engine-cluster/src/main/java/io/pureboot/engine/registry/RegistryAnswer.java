package io.pureboot.engine.registry;

import io.pureboot.engine.workflow.catalog.CatalogRefusal;
import java.util.function.Function;

/** What the registries answer. Time-outs and a database that is away are no answers: the stage fails. */
public sealed interface RegistryAnswer<T> {
    /** @param duplicate the same {@code Idempotency-Key} had made it before; nothing changed */
    record Done<T>(T value, boolean duplicate) implements RegistryAnswer<T> {}

    record Refused<T>(CatalogRefusal refusal) implements RegistryAnswer<T> {}

    static <T> RegistryAnswer<T> done(T value) {
        return new Done<>(value, false);
    }

    static <T> RegistryAnswer<T> refused(CatalogRefusal.Code code, String detail) {
        return new Refused<>(CatalogRefusal.of(code, detail));
    }

    default <U> RegistryAnswer<U> map(Function<T, U> change) {
        return switch (this) {
            case Done<T>(T value, boolean duplicate) -> new Done<>(change.apply(value), duplicate);
            case Refused<T>(CatalogRefusal refusal) -> new Refused<>(refusal);
        };
    }
}
