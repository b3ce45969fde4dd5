package io.pureboot.engine.registry;

import io.pureboot.engine.template.TemplateFormat;
import java.util.Optional;

/** What a template begins with; the content becomes its version {@code v1.0}. */
public record NewTemplate(
        String name, String description, TemplateFormat format, String content, Optional<String> commitMessage) {}
