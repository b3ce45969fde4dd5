package io.pureboot.engine.workflow;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.pureboot.protocol.StepId;
import java.time.Instant;
import java.util.Optional;

/** A step that is under way. A running execution holds a set of them, never a single cursor. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Task.Running.class, name = "running"),
    @JsonSubTypes.Type(value = Task.AwaitingRetry.class, name = "awaiting_retry")
})
public sealed interface Task {
    StepId step();

    Phase phase();

    /**
     * An attempt runs.
     *
     * @param budgeted which try of this run it is, from 1
     * @param waits its deadline ends it with success (a wait step)
     * @param announced it has announced a reboot and waits for the evidence of the next boot
     * @param bootId the boot in which it was announced
     */
    record Running(
            StepId step,
            int attempt,
            int budgeted,
            Phase phase,
            Instant startedAt,
            Instant deadline,
            boolean waits,
            Optional<Instant> contactDeadline,
            boolean announced,
            Optional<String> bootId)
            implements Task {
        /** The same with another deadline. */
        Running until(Instant other) {
            return new Running(
                    step, attempt, budgeted, phase, startedAt, other, waits, contactDeadline, announced, bootId);
        }

        /** The machine has shown itself: its first contact is not waited for any more. */
        Running contacted() {
            return shown(announced, bootId);
        }

        /** It has announced a reboot, in that boot. */
        Running announcing(Optional<String> inBoot) {
            return shown(true, inBoot);
        }

        private Running shown(boolean announces, Optional<String> inBoot) {
            return new Running(
                    step, attempt, budgeted, phase, startedAt, deadline, waits, Optional.empty(), announces, inBoot);
        }
    }

    /** The last attempt failed; the next one starts when {@code due} has come. */
    record AwaitingRetry(StepId step, int nextBudgeted, Phase phase, Instant due) implements Task {}
}
