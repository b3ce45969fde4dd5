package io.pureboot.engine.registry;

import io.pureboot.engine.template.TemplateFormat;
import java.util.Optional;

/**
 * Which templates of a list are wanted; what is absent does not matter.
 *
 * @param q a part of the name or the description, whatever its case
 * @param name the whole name
 */
public record TemplateFilter(Optional<String> q, Optional<String> name, Optional<TemplateFormat> format) {
    public static final TemplateFilter ALL = new TemplateFilter(Optional.empty(), Optional.empty(), Optional.empty());
}
