package io.pureboot.engine.workflow.simulation;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of one attempt.
 *
 * @param ending absent: as the step usually ends
 * @param after from the attempt's begin to its end; of SILENT, to the moment at which the agent falls silent. Absent: the usual time
 * @param exitCode of a failure
 * @param retryable false: the agent says that another attempt is pointless (promise P-8)
 * @param reboots when, from the attempt's begin, the machine reboots although nobody has asked for it
 */
public record Outcome(
        Optional<Ending> ending,
        Optional<Duration> after,
        Optional<Integer> exitCode,
        boolean retryable,
        List<Duration> reboots) {
    public Outcome {
        reboots = List.copyOf(reboots);
    }

    /** As the step usually ends. */
    static final Outcome USUAL = new Outcome(Optional.empty(), Optional.empty(), Optional.empty(), true, List.of());

    /** How an attempt ends. */
    public enum Ending {
        /** It succeeds. */
        OK("ok"),
        /** Its agent reports a failure. */
        FAIL("fail"),
        /** Its agent reports a failure, and that another attempt is pointless. */
        FATAL("fatal"),
        /** The machine comes, and then nothing is heard of it any more, no heartbeat either. */
        SILENT("silent"),
        /** The agent lives and sends heartbeats, and never comes to an end. */
        HANG("hang"),
        /** The machine never boots. */
        NO_BOOT("no-boot"),
        /** The machine boots its disk, and the installed system never phones home. */
        NO_PHONE_HOME("no-phone-home");

        private final String word;

        Ending(String word) {
            this.word = word;
        }

        /** What people write. */
        public String word() {
            return word;
        }

        boolean reports() {
            return this == OK || this == FAIL || this == FATAL;
        }

        boolean fails() {
            return this == FAIL || this == FATAL;
        }

        /** Whether an agent is there that would hear of a cancel. */
        boolean listens() {
            return reports() || this == HANG;
        }
    }
}
