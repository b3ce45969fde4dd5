package io.pureboot.engine.template;

import java.util.Optional;

/**
 * One place of a template that names a variable.
 *
 * @param key as written: {@code hostname}, {@code disk.root}
 * @param fallback the default that stands there; an empty one is a default too
 * @param condition whether it is only asked for, as by {@code ${if:node.ip}}, and need not have a value
 */
public record VariableUse(String namespace, String key, Optional<String> fallback, boolean condition, Place place) {
    /** {@code namespace.key}. */
    public String name() {
        return namespace + "." + key;
    }
}
