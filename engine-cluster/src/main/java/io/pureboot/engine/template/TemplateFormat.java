package io.pureboot.engine.template;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The language that a template is written in; it never changes. */
public enum TemplateFormat {
    /** Document 000's {@code ${namespace.key}}. */
    PUREBOOT,
    /** Handlebars: {@code {{namespace.key}}}, loops and helpers. */
    HANDLEBARS,
    /** No text at all: its versions are files of any size, served by their hash. */
    FILE;

    /** Its name in requests and answers: lower case. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The value with that name, or empty. */
    public static Optional<TemplateFormat> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }
}
