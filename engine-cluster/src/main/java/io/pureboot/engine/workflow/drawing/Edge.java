package io.pureboot.engine.workflow.drawing;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/**
 * A way from one vertex to another.
 *
 * @param label when it is taken, for people; empty where nothing need be said
 */
public record Edge(String from, String to, Kind kind, String label) {
    /** On which occasion it is taken. */
    public enum Kind {
        /** The step has succeeded, or was skipped by an operator. */
        SUCCESS,
        /** It has failed, and is tried again. */
        RETRY,
        /** It has failed, and the execution with it. */
        FAILURE,
        /** It has failed, and the workflow goes on without it. */
        SKIP,
        /** It has failed and is undone, or that is done. */
        ROLLBACK,
        /** The execution is cancelled. */
        CANCEL;

        /** Its name in answers: lower case. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
