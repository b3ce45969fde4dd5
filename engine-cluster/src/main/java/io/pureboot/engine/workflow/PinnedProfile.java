package io.pureboot.engine.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The profile that an execution was started with, whatever becomes of it later (promise P-20).
 *
 * @param why it was chosen
 * @param values for templates: {@code ${profile.KEY}}
 * @param applied what of it has become part of the steps, in words
 * @param leftOut what did not fit, in words
 */
public record PinnedProfile(
        String id, String name, String why, ObjectNode values, List<String> applied, List<String> leftOut) {
    public PinnedProfile {
        applied = List.copyOf(applied);
        leftOut = List.copyOf(leftOut);
    }
}
