package io.pureboot.protocol;

import java.util.Optional;

/** The (optional) body of {@code POST /api/v1/callback/{execution}/heartbeat}: which step lives, in which boot. */
public record Heartbeat(Optional<StepId> stepId, Optional<Integer> attempt, Optional<String> bootId) {}
