package io.pureboot.engine.workflow.catalog;

import java.util.List;

/** What a catalog makes of a command. */
public sealed interface CatalogDecision<E> {
    /** It holds, and this is all that it changes. */
    record Accepted<E>(E event) implements CatalogDecision<E> {}

    /** Several hold, each after the one before it, and are persisted together or not at all. */
    record AcceptedAll<E>(List<E> events) implements CatalogDecision<E> {
        public AcceptedAll {
            events = List.copyOf(events);
        }
    }

    /**
     * Nothing needs changing.
     *
     * @param duplicate because the same creation was made before, not because all is as asked for
     */
    record Unchanged<E>(boolean duplicate) implements CatalogDecision<E> {}

    record Refused<E>(CatalogRefusal refusal) implements CatalogDecision<E> {}

    static <E> CatalogDecision<E> refused(CatalogRefusal.Code code, String detail) {
        return new Refused<>(CatalogRefusal.of(code, detail));
    }
}
