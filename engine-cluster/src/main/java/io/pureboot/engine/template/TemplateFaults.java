package io.pureboot.engine.template;

import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Problem;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What can be said of one text without rendering it and without knowing what it includes. */
public final class TemplateFaults {
    private TemplateFaults() {}

    /** All that is wrong: brackets that do not close, unknown namespaces and keys, a default within a default; at most 100 faults. */
    public static List<Problem.Fault> validate(String content) {
        return mentions(TemplateFormat.PUREBOOT, content).faults().stream()
                .map(TemplateFault::problem)
                .toList();
    }

    /** Only what keeps it from being rendered at all: brackets that do not close. */
    public static List<Problem.Fault> structure(TemplateFormat format, String content) {
        return mentions(format, content).faults().stream()
                .filter(TemplateFault::keepsFromRendering)
                .map(TemplateFault::problem)
                .toList();
    }

    /** What a text of a workflow includes: as {@link #references(TemplateFormat, String)}, in document 000's language. */
    public static List<String> references(String content) {
        return references(TemplateFormat.PUREBOOT, content);
    }

    /** The templates that it includes, each once, in order; those in branches too. */
    public static List<String> references(TemplateFormat format, String content) {
        Set<String> references = new LinkedHashSet<>();
        mentions(format, content).includes().forEach(use -> references.add(use.reference()));
        return List.copyOf(references);
    }

    /** The variables that it names, each once, in order; those in conditions too. */
    public static List<String> variables(TemplateFormat format, String content) {
        Set<String> names = new LinkedHashSet<>();
        mentions(format, content).variables().forEach(use -> names.add(use.name()));
        return List.copyOf(names);
    }

    private static Mentions mentions(TemplateFormat format, String content) {
        return new TemplateLanguages(() -> 0).mentions(TemplateSource.inline(format, content));
    }

    static String shown(String name) {
        return Ids.shown(name);
    }

    static String message(Rendering.Code code) {
        return switch (code) {
            case UNCLOSED_IF -> "this ${if:…} has no ${endif}";
            case UNEXPECTED_ELSE -> "this ${else} belongs to no ${if:…}, or is its second";
            case UNEXPECTED_ENDIF -> "this ${endif} belongs to no ${if:…}";
            case CIRCULAR_INCLUDE,
                    INCLUDE_DEPTH,
                    INCLUDE_MISSING,
                    INCLUDE_LIMIT,
                    OUTPUT_TOO_LARGE,
                    RENDER_STEPS,
                    RENDER_TIME,
                    TEMPLATE_SYNTAX,
                    UNCLOSED_TAG,
                    UNCLOSED_BLOCK,
                    UNEXPECTED_CLOSE,
                    UNSUPPORTED_TAG,
                    UNKNOWN_HELPER,
                    TEMPLATE_TOO_COMPLEX,
                    HELPER_FAILED,
                    UNRESOLVED_VARIABLE -> code.wire();
        };
    }
}
