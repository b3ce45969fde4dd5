package io.pureboot.engine.journal;

import java.time.Duration;
import org.apache.pekko.actor.typed.BackoffSupervisorStrategy;
import org.apache.pekko.actor.typed.SupervisorStrategy;

/** What becomes of an entity whose journal cannot be read or written: it ends, and is loaded again when it is needed next. */
public final class JournalFailures {
    /**
     * The same as Pekko does without a strategy, but without its log of a long trace for each entity and each try: while the database is
     * away, {@link WatchedJournalDao} and {@code recovery.Quarantine} say it in a line. It restarts nothing, and so needs no backoff.
     */
    public static final BackoffSupervisorStrategy END_QUIETLY = SupervisorStrategy.restartWithBackoff(
                    Duration.ofMillis(200), Duration.ofSeconds(10), 0.2)
            .withMaxRestarts(0)
            .withLoggingEnabled(false);

    private JournalFailures() {}
}
