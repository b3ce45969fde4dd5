package io.pureboot.engine.journal;

import java.util.List;

/**
 * What one command has led to: one row of the journal, so that it is there as a whole or not at all, and so that a step's end and the
 * next one's start cost one row. A single event is written as itself, without this envelope.
 *
 * @param events one or more, in the order in which they happened
 * @param <E> the entity's events
 */
public record Changes<E>(List<E> events) {
    public Changes {
        events = List.copyOf(events);
    }
}
