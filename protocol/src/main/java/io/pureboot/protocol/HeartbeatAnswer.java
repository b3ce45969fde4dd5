package io.pureboot.protocol;

import java.util.Optional;

/** What the engine answers to a heartbeat; {@code stepId} and {@code attempt} are those that it holds for current. */
public record HeartbeatAnswer(HeartbeatDirective directive, Optional<StepId> stepId, Optional<Integer> attempt) {}
