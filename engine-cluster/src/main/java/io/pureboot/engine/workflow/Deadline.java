package io.pureboot.engine.workflow;

import io.pureboot.protocol.StepId;
import java.time.Instant;
import java.util.Optional;

/** A moment at which an execution must be told that time has passed. */
public record Deadline(DeadlineCause cause, Instant at, Optional<StepId> step, Optional<Integer> attempt) {}
