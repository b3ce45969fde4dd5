package io.pureboot.engine.registry;

import io.pureboot.engine.template.VersionSelector;
import java.util.Optional;

/**
 * What is to change of a template; what is absent stays.
 *
 * @param current the version that {@code latest} is to mean, an older one too
 */
public record TemplatePatch(Optional<String> name, Optional<String> description, Optional<VersionSelector> current) {}
