package io.pureboot.engine.template;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What becomes of a template. */
public sealed interface Rendering {
    /**
     * The text.
     *
     * @param unresolved the variables without value or default, in order, at most 1,000 of them; those of document 000's language stayed
     *     as they were written (promise P-22), Handlebars' left nothing
     * @param unknown the variables that can never have a value, in order, at most 1,000; where no default stands they are among the
     *     unresolved too
     * @param used the variables that gave a value, by name
     */
    record Rendered(String text, List<Unresolved> unresolved, List<Unknown> unknown, List<String> used)
            implements Rendering {
        public Rendered {
            unresolved = List.copyOf(unresolved);
            unknown = List.copyOf(unknown);
            used = List.copyOf(used);
        }
    }

    /**
     * No text.
     *
     * @param template which template the place is in, such as {@code base-packages:v2.1}; empty for the text that was given
     * @param chain the includes that lead there, first the text that was given where it has a name
     */
    record Failed(Code code, String message, Optional<String> template, int line, int column, List<String> chain)
            implements Rendering {
        public Failed {
            chain = List.copyOf(chain);
        }
    }

    /**
     * A variable without value or default.
     *
     * @param template as in {@link Failed}
     */
    record Unresolved(String variable, Optional<String> template, int line, int column) {}

    /**
     * A variable whose namespace or key there is not.
     *
     * @param suggestion the nearest one that there is, such as {@code node.hostname}
     * @param template as in {@link Failed}
     */
    record Unknown(String variable, Optional<String> suggestion, Optional<String> template, int line, int column) {}

    /** Why there is no text; stable. */
    enum Code {
        /** An include leads back to a template on its own path. */
        CIRCULAR_INCLUDE,
        /** More than ten includes within each other. */
        INCLUDE_DEPTH,
        /** The included template or version is not there. */
        INCLUDE_MISSING,
        /** More work than one text may take: too many includes, or too much text included. */
        INCLUDE_LIMIT,
        OUTPUT_TOO_LARGE,
        /** The rendering takes more steps than it may. */
        RENDER_STEPS,
        /** The rendering takes longer than it may. */
        RENDER_TIME,
        UNCLOSED_IF,
        UNEXPECTED_ELSE,
        UNEXPECTED_ENDIF,
        /** Handlebars: a tag that cannot be read. */
        TEMPLATE_SYNTAX,
        /** Handlebars: braces that do not close. */
        UNCLOSED_TAG,
        /** Handlebars: {@code {{#if …}}} without {@code {{/if}}}. */
        UNCLOSED_BLOCK,
        /** Handlebars: {@code {{/if}}} where no such block is open. */
        UNEXPECTED_CLOSE,
        /** Handlebars: a kind of tag that is not offered. */
        UNSUPPORTED_TAG,
        /** Handlebars: a name with arguments that is no helper's. */
        UNKNOWN_HELPER,
        /** Handlebars: too long, too deep, or too many tags. */
        TEMPLATE_TOO_COMPLEX,
        /** Handlebars: a helper cannot do what it is asked with these values. */
        HELPER_FAILED,
        /** Strict, and a variable has no value. */
        UNRESOLVED_VARIABLE;

        /** Whether it lies in the template's own text alone. */
        public boolean ofSyntax() {
            return switch (this) {
                case UNCLOSED_IF,
                        UNEXPECTED_ELSE,
                        UNEXPECTED_ENDIF,
                        TEMPLATE_SYNTAX,
                        UNCLOSED_TAG,
                        UNCLOSED_BLOCK,
                        UNEXPECTED_CLOSE,
                        UNSUPPORTED_TAG,
                        UNKNOWN_HELPER,
                        TEMPLATE_TOO_COMPLEX -> true;
                case CIRCULAR_INCLUDE,
                        INCLUDE_DEPTH,
                        INCLUDE_MISSING,
                        INCLUDE_LIMIT,
                        OUTPUT_TOO_LARGE,
                        RENDER_STEPS,
                        RENDER_TIME,
                        HELPER_FAILED,
                        UNRESOLVED_VARIABLE -> false;
            };
        }

        /** The code that is written {@code wire}, or empty. */
        public static Optional<Code> parse(String wire) {
            return Arrays.stream(values())
                    .filter(code -> code.wire().equals(wire))
                    .findFirst();
        }

        /** The code as problem documents write it: kebab-case. */
        @JsonValue
        public String wire() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
