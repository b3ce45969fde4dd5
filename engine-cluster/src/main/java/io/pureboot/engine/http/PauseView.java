package io.pureboot.engine.http;

import io.pureboot.engine.workflow.ExecutionState;
import io.pureboot.engine.workflow.PauseCause;
import io.pureboot.protocol.ExecutionStatus;
import java.time.Instant;
import java.util.Optional;

/** A pause: since when, why, and what follows it. */
record PauseView(Instant at, PauseCause cause, String by, Optional<String> reason, ExecutionStatus resumesAs) {
    static PauseView of(ExecutionState.Pause pause) {
        return new PauseView(pause.at(), pause.cause(), pause.by(), pause.reason(), pause.resumesAs());
    }
}
