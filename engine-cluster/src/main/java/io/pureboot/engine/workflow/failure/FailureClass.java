package io.pureboot.engine.workflow.failure;

import com.fasterxml.jackson.annotation.JsonValue;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.DeadlineCause;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How an attempt went wrong. The names are stable: answers and the table of remedies use them. */
public enum FailureClass {
    /** The attempt's own time was over. */
    TIMED_OUT,
    /** The machine did not show itself in time. */
    NO_FIRST_CONTACT,
    /** The agent fell silent. */
    HEARTBEAT_LOST,
    /** The whole execution ran out of time while the attempt ran. */
    EXECUTION_TIMED_OUT,
    /** The step's script ended with an exit code other than 0. */
    SCRIPT_FAILED,
    /** The step was reported as failed without such an exit code. */
    REPORTED_FAILED,
    /** The step's script or template could not be rendered. */
    UNRENDERED;

    /** The {@code event_id} of the engine's own report on an attempt that cannot be rendered begins so. */
    public static final String UNRENDERED_EVENT = "unrendered-";

    /** Its name in answers and in the table: lower case, words joined by underscores. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value with that name, or empty. */
    public static Optional<FailureClass> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }

    /** The class of an attempt; empty while it runs, and when it ended well or as somebody wanted it to. */
    public static Optional<FailureClass> of(Attempt attempt) {
        return switch (attempt.status()) {
            case RUNNING, SUCCESS, SKIPPED -> Optional.empty();
            case CANCELLED ->
                attempt.cause()
                        .filter(cause -> cause == DeadlineCause.EXECUTION_TIMEOUT)
                        .map(cause -> EXECUTION_TIMED_OUT);
            case TIMED_OUT -> Optional.of(timedOut(attempt.cause().orElse(DeadlineCause.ATTEMPT_TIMEOUT)));
            case FAILED -> Optional.of(failed(attempt));
        };
    }

    private static FailureClass timedOut(DeadlineCause cause) {
        return switch (cause) {
            case FIRST_CONTACT -> NO_FIRST_CONTACT;
            case HEARTBEAT_TIMEOUT -> HEARTBEAT_LOST;
            case EXECUTION_TIMEOUT -> EXECUTION_TIMED_OUT;
            case ATTEMPT_TIMEOUT, RETRY_DELAY, WAIT, CANCEL_GRACE -> TIMED_OUT;
        };
    }

    private static FailureClass failed(Attempt attempt) {
        if (attempt.eventId().filter(id -> id.startsWith(UNRENDERED_EVENT)).isPresent()) {
            return UNRENDERED;
        }
        return attempt.exitCode().filter(code -> code != 0).isPresent() ? SCRIPT_FAILED : REPORTED_FAILED;
    }
}
