package io.pureboot.lab.chaos.check;

import java.util.List;
import java.util.Locale;

/**
 * Something that the checker has found.
 *
 * @param subject the execution's or the node's id
 * @param proof lines of ledgers, journal and tables
 */
public record Finding(Kind kind, String subject, String what, List<String> proof) {

    /** What it means. */
    public enum Kind {
        /** An acknowledged callback or start is not in the journal. */
        LOST(true, true),
        /** Something took effect twice, or two things at once that exclude each other. */
        DOUBLED(true, false),
        /** An execution that has not ended. */
        STUCK(true, true),
        /** An execution that ended otherwise than its machine's reports say. */
        WRONG_END(true, false),
        /** A row that says something else than the journal. */
        TABLE_DIFFERS(true, true),
        /** A wake-up row of an execution that has ended. */
        WAKE_ROW_LEFT(false, true),
        /** A report that the edge had taken, and that the engine refused as its attempt had ended before. */
        SUPERSEDED(false, false);

        private final boolean violation;
        private final boolean maySettle;

        Kind(boolean violation, boolean maySettle) {
            this.violation = violation;
            this.maySettle = maySettle;
        }

        /** Whether a promise is broken. */
        public boolean violation() {
            return violation;
        }

        /** Whether time alone may mend it: what is missing may still come. */
        public boolean maySettle() {
            return maySettle;
        }

        /** Its name in tables. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Finding {
        proof = List.copyOf(proof);
    }
}
