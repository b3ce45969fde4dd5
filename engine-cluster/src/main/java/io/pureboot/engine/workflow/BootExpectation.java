package io.pureboot.engine.workflow;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Which boots of the machine belong to a step, so that they surprise nobody (promise P-16). */
public enum BootExpectation {
    /** None: the machine is to stay up. */
    NONE,
    /** The one that brings its agent up (a boot step). */
    UNTIL_CONTACT,
    /** Any while the step runs, and the one after it (a reboot step, a cloud_init step). */
    THROUGHOUT;

    /** Its name in pinned workflows: lower case, words joined by underscores. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
