package io.pureboot.engine.journal;

import java.util.List;
import org.apache.pekko.persistence.typed.EventAdapter;
import org.apache.pekko.persistence.typed.EventSeq;

/**
 * Between what an entity persists and what the journal's rows hold: an envelope for several events, the bare event for a single one,
 * as all rows were before there was an envelope.
 *
 * @param <E> the entity's events
 */
public final class ChangesAdapter<E> extends EventAdapter<Changes<E>, Object> {
    private final Class<E> type;

    public ChangesAdapter(Class<E> type) {
        this.type = type;
    }

    @Override
    public Object toJournal(Changes<E> changes) {
        return changes.events().size() == 1 ? changes.events().getFirst() : changes;
    }

    /** The names are the serializer's. */
    @Override
    public String manifest(Changes<E> changes) {
        return "";
    }

    @Override
    public EventSeq<Changes<E>> fromJournal(Object row, String manifest) {
        return EventSeq.single(
                row instanceof Changes<?> several
                        ? new Changes<>(
                                several.events().stream().map(type::cast).toList())
                        : new Changes<>(List.of(type.cast(row))));
    }
}
