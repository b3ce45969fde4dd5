package io.pureboot.engine.workflow;

import java.util.List;

/** What this room must know of the language in which the texts of steps' configs are written; it lives in a room of its own. */
public interface TextLanguage {
    /** Texts are only texts. */
    TextLanguage NONE = new TextLanguage() {
        @Override
        public List<TextFault> faults(String text) {
            return List.of();
        }

        @Override
        public List<Inclusion> inclusions(String text) {
            return List.of();
        }
    };

    /** All that keeps {@code text} from being rendered as its author wants it. */
    List<TextFault> faults(String text);

    /** The templates that {@code text} includes, each once. */
    List<Inclusion> inclusions(String text);

    /**
     * One fault.
     *
     * @param at its offset in the text
     * @param written the characters there that show it: the bracket that is wrong, or its beginning
     * @param code in snake_case, as definitions' faults have it
     */
    record TextFault(int at, String written, String code, String message) {}

    /**
     * One template that is included.
     *
     * @param reference as it is written
     * @param written the characters that include it
     */
    record Inclusion(int at, String written, String reference) {}
}
