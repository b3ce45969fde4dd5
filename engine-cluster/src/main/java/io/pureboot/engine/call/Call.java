package io.pureboot.engine.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A call that an entity has taken, with everybody who waits for its answer. Used by its entity's thread only.
 *
 * @param <A> what an entity answers
 */
public final class Call<A> {
    private final List<Consumer<A>> callers = new ArrayList<>();
    private final Runnable forgotten;
    private Optional<A> answer = Optional.empty();

    /** @param forgotten called when nothing has come of it */
    Call(Runnable forgotten) {
        this.forgotten = forgotten;
    }

    void heard(Consumer<A> caller) {
        answer.ifPresentOrElse(caller, () -> callers.add(caller));
    }

    /** What came of it; repetitions get the same. */
    public void answer(A decided) {
        answer = Optional.of(decided);
        tell(decided);
    }

    /** Nothing came of it and nothing has changed: a repetition is decided anew. */
    public void away(A excuse) {
        forgotten.run();
        tell(excuse);
    }

    private void tell(A word) {
        callers.forEach(caller -> caller.accept(word));
        callers.clear();
    }
}
