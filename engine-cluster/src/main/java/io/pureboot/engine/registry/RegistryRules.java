package io.pureboot.engine.registry;

import io.pureboot.engine.workflow.catalog.CatalogDecision;
import java.time.Instant;
import java.util.function.BiFunction;

/**
 * What tells one registry from the other.
 *
 * @param name of the singleton; its persistence id and its row in {@code registry_position} too
 * @param <C> the catalog's commands, a sealed interface that Jackson can read and write
 * @param <E> the catalog's events
 * @param <S> the catalog's state
 */
record RegistryRules<C, E, S>(
        String name,
        Class<C> commands,
        Class<E> events,
        S empty,
        Decide<C, E, S> decide,
        BiFunction<S, E, S> evolve,
        EventRows<E> rows) {
    @FunctionalInterface
    interface Decide<C, E, S> {
        CatalogDecision<E> decide(S state, C command, Instant at);
    }
}
