package io.pureboot.engine.registry;

import io.pureboot.engine.template.VersionNumber;
import java.time.Instant;
import java.util.Optional;

/**
 * One entry of a template's history.
 *
 * @param action {@code created}, {@code version_added}, {@code changed} or {@code deleted}
 * @param current the current version before and after, where it has changed: to an older one, too
 * @param name the name before and after, where it has changed
 * @param description the description before and after, where it has changed
 * @param commitMessage of the version that was made
 */
public record TemplateChange(
        Instant at,
        String by,
        String action,
        Optional<FromTo<VersionNumber>> current,
        Optional<FromTo<String>> name,
        Optional<FromTo<String>> description,
        Optional<String> commitMessage) {
    /** @param from absent at the beginning */
    public record FromTo<T>(Optional<T> from, T to) {}
}
