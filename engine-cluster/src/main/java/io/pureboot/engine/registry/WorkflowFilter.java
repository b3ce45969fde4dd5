package io.pureboot.engine.registry;

import java.util.Optional;

/**
 * Which workflows a list shows; what is absent does not filter.
 *
 * @param q a part of the name or the description, whatever its case
 */
public record WorkflowFilter(
        Optional<String> osFamily,
        Optional<String> architecture,
        Optional<String> bootMode,
        Optional<Boolean> isActive,
        Optional<String> q) {
    public static final WorkflowFilter ALL = new WorkflowFilter(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
