package io.pureboot.engine.workflow.simulation;

import java.time.Duration;

/**
 * What an operator does.
 *
 * @param at from the execution's start
 */
public record Hand(Kind kind, Duration at) {
    /** What there is to do. */
    public enum Kind {
        CANCEL("cancel"),
        FORCE_CANCEL("force-cancel"),
        PAUSE("pause"),
        RESUME("resume");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** What people write. */
        public String word() {
            return word;
        }
    }
}
