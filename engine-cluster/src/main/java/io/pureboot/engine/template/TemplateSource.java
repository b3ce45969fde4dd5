package io.pureboot.engine.template;

import java.util.Optional;

/**
 * A template's text and where it comes from.
 *
 * @param name the template's name, for errors and for finding cycles; empty for a text that is no template
 * @param version such as {@code v2.1}; empty for a text that is no template
 */
public record TemplateSource(String name, String version, TemplateFormat format, String content) {
    /** A template in document 000's language. */
    public TemplateSource(String name, String version, String content) {
        this(name, version, TemplateFormat.PUREBOOT, content);
    }

    /** A text that is no stored template, such as a step's inline script. */
    public static TemplateSource inline(String content) {
        return inline(TemplateFormat.PUREBOOT, content);
    }

    /** A text that is no stored template, such as a draft that is only looked at. */
    public static TemplateSource inline(TemplateFormat format, String content) {
        return new TemplateSource("", "", format, content);
    }

    /** What tells it from other sources: {@code base-packages:v2.1}. */
    public String label() {
        return version.isEmpty() ? name : name + ":" + version;
    }

    /** The label, as places name it; empty for a text that is no template. */
    public Optional<String> place() {
        return name.isEmpty() ? Optional.empty() : Optional.of(label());
    }
}
