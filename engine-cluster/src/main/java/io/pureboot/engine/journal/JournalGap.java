package io.pureboot.engine.journal;

/** An event that must be there is not: the history behind it means nothing. */
public final class JournalGap extends RuntimeException {
    private static final long serialVersionUID = 1L;

    JournalGap(String persistenceId, long missing, String found) {
        super("event " + missing + " of " + persistenceId + " is missing; " + found);
    }
}
