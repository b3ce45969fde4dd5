package io.pureboot.lab.chaos.ledger;

import io.pureboot.protocol.Directive;
import java.time.Instant;

/** One line of a ledger. */
public sealed interface Entry {
    Instant at();

    /** The execution that it speaks of. */
    String execution();

    /**
     * A start was answered.
     *
     * @param asked when it was sent first; it was repeated under the same key until somebody answered
     * @param duplicate the engine knew the key
     */
    record Started(Instant asked, Instant at, String node, String key, String execution, boolean duplicate)
            implements Entry {}

    /** The machine was told to do an attempt of a step. */
    record Told(Instant at, String execution, String step, int attempt, Directive directive) implements Entry {}

    /** The machine reported. */
    record Said(Instant sent, Instant at, Saying saying, Heard heard) implements Entry {
        @Override
        public String execution() {
            return saying.execution();
        }
    }

    /** The machine was told that nothing will follow. */
    record Finished(Instant at, String execution, String status) implements Entry {}
}
