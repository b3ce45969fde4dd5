package io.pureboot.engine.registry;

import io.pureboot.engine.template.TemplateFormat;

/** The content of one version, with the language that its template is written in. */
public record TemplateText(TemplateFormat format, String content) {}
