package io.pureboot.engine.workflow.simulation;

import io.pureboot.engine.workflow.DeadlineCause;
import io.pureboot.protocol.ExecutionStatus;
import io.pureboot.protocol.StepId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a simulation has shown. All spans are counted from the execution's start.
 *
 * @param ended whether the status is terminal; else {@code stopped} says why it goes no further
 * @param duration until the end, or until nothing happened any more
 * @param timeline what has happened, in order
 * @param waits what was waited for, in order
 * @param unused the steps that have outcomes of their own and were never tried
 */
public record Simulated(
        ExecutionStatus status,
        boolean ended,
        boolean rolledBack,
        Optional<String> error,
        Optional<String> stopped,
        Duration duration,
        List<Happening> timeline,
        List<Wait> waits,
        List<StepId> unused,
        Longest longest) {
    public Simulated {
        timeline = List.copyOf(timeline);
        waits = List.copyOf(waits);
        unused = List.copyOf(unused);
    }

    /**
     * Something has happened.
     *
     * @param event the journal's name of it, such as {@code attempt-ended}
     * @param why in words
     */
    public record Happening(Duration at, String event, Optional<StepId> step, Optional<Integer> attempt, String why) {}

    /**
     * A wait for something.
     *
     * @param waitsFor one sentence
     * @param ticking all deadlines, the earliest first: the first one is what ends the wait when nothing else does
     * @param endedBy the event that has ended it; absent, nothing has
     */
    public record Wait(
            Duration from,
            Duration until,
            Optional<StepId> step,
            String waitsFor,
            List<Ticking> ticking,
            Optional<String> endedBy) {
        public Wait {
            ticking = List.copyOf(ticking);
        }
    }

    /** A deadline that ticks. */
    public record Ticking(DeadlineCause cause, Duration at, Optional<StepId> step) {}
}
