package io.pureboot.engine.query;

import io.pureboot.protocol.StepId;
import java.time.Instant;
import java.util.Optional;

/**
 * One word of a machine between a step's start and its end.
 *
 * @param at when it came, by the engine's clock
 * @param percent how far the step is, 0 to 100
 * @param result what an installer's part has ended with: {@code SUCCESS}, {@code WARN} or {@code FAIL}
 * @param level how grave the installer calls it, in its own word
 * @param saidAt when it happened, by the machine's clock
 */
public record SubTask(
        StepId step,
        int attempt,
        Instant at,
        String message,
        Optional<Integer> percent,
        Optional<String> result,
        Optional<String> level,
        Optional<Instant> saidAt) {
    /** An agent's progress. */
    public static SubTask progress(StepId step, int attempt, Instant at, String message, Optional<Integer> percent) {
        return new SubTask(step, attempt, at, message, percent, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
