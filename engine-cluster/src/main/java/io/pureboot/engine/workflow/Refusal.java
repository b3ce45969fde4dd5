package io.pureboot.engine.workflow;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Why a command does not hold.
 *
 * @param detail what was wrong this time, for people
 */
public record Refusal(Code code, String detail) {
    /** The stable codes; the HTTP room knows each one's status and title. */
    public enum Code {
        EXECUTION_UNKNOWN,
        EXECUTION_EXISTS,
        EXECUTION_ENDED,
        EXECUTION_NOT_ENDED,
        EXECUTION_COMPLETED,
        EXECUTION_CANCELLING,
        STEP_UNKNOWN,
        STEP_NOT_CURRENT,
        STEP_TAKES_NO_REPORT,
        ATTEMPT_CLOSED,
        ATTEMPT_UNKNOWN,
        NO_STEP_AWAITS_PHONE_HOME,
        WRONG_TOKEN,
        NOTHING_TO_RETRY,
        STEP_RUNNING,
        STEP_NOT_SKIPPABLE,
        NOTHING_TO_SKIP;

        /** The code as problem documents write it: kebab-case. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }
}
