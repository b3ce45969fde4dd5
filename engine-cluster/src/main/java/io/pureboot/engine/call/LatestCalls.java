package io.pureboot.engine.call;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The calls that an entity has taken lately. An engine repeats a call when its answer is late, and cannot know whether the first try was
 * lost or is still on its way; so a repetition gets the first try's answer, and is not taken for a second word of whoever called.
 *
 * <p>In memory only, and used by its entity's thread only. After a loss of memory, and for older calls than are kept, a repetition is
 * decided by what is persisted, which may say "duplicate".
 *
 * @param <A> what the entity answers
 */
public final class LatestCalls<A> {
    /** More than an entity takes while a caller is patient; answers hold whole states, so not many more. */
    static final int KEPT = 32;

    private final Map<CallId, Taken<A>> latest = new LinkedHashMap<>();
    private final Duration kept;

    /** @param kept how long a caller goes on repeating */
    public LatestCalls(Duration kept) {
        this.kept = kept;
    }

    /**
     * Takes a call.
     *
     * @param id absent when an engine of an older version calls: then nothing is known of repetitions
     * @param caller where the answer goes
     * @return the call, to be decided and answered; empty when it is a repetition, which has been seen to
     */
    public Optional<Call<A>> take(Optional<CallId> id, Consumer<A> caller, Instant now) {
        forget(now);
        Optional<Taken<A>> first = id.flatMap(known -> Optional.ofNullable(latest.get(known)));
        if (first.isPresent()) {
            first.get().call().heard(caller);
            return Optional.empty();
        }
        Call<A> call = new Call<>(() -> id.ifPresent(latest::remove));
        call.heard(caller);
        id.ifPresent(known -> keep(known, new Taken<>(call, now)));
        return Optional.of(call);
    }

    /** Drops what nobody will ask for any more. */
    public void forget(Instant now) {
        Iterator<Taken<A>> oldest = latest.values().iterator();
        while (oldest.hasNext() && oldest.next().at().plus(kept).isBefore(now)) {
            oldest.remove();
        }
    }

    private void keep(CallId id, Taken<A> taken) {
        latest.put(id, taken);
        if (latest.size() > KEPT) {
            Iterator<Taken<A>> oldest = latest.values().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private record Taken<A>(Call<A> call, Instant at) {}
}
