package io.pureboot.engine.template;

/**
 * A template's text and where it comes from.
 *
 * @param name the template's name, for errors and for finding cycles; empty for a text that is no template
 * @param version such as {@code v2.1}; empty for a text that is no template
 */
public record TemplateSource(String name, String version, String content) {
    /** A text that is no stored template, such as a step's inline script. */
    public static TemplateSource inline(String content) {
        return new TemplateSource("", "", content);
    }

    /** What tells it from other sources: {@code base-packages:v2.1}. */
    public String label() {
        return version.isEmpty() ? name : name + ":" + version;
    }
}
