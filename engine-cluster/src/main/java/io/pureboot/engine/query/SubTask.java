package io.pureboot.engine.query;

import io.pureboot.protocol.StepId;
import java.time.Instant;
import java.util.Optional;

/**
 * One word of an agent between a step's start and its end.
 *
 * @param percent how far the step is, 0 to 100
 */
public record SubTask(StepId step, int attempt, Instant at, String message, Optional<Integer> percent) {}
