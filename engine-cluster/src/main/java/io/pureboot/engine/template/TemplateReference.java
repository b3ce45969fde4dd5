package io.pureboot.engine.template;

import java.util.Optional;

/**
 * A template and the version of it that is meant, as a step's {@code template_id} or an include writes it: {@code base-packages},
 * {@code base-packages:v2}, {@code base-packages:v2.1}.
 *
 * @param template the template's name or id
 */
public record TemplateReference(String template, VersionSelector version) {
    /** The longest name of a template. */
    public static final int LONGEST_NAME = 255;

    /** The reference that {@code text} spells, or empty. */
    public static Optional<TemplateReference> parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        if (!nameWellFormed(name)) {
            return Optional.empty();
        }
        return colon < 0
                ? Optional.of(new TemplateReference(name, new VersionSelector.Latest()))
                : VersionSelector.parseNumber(text.substring(colon + 1))
                        .map(version -> new TemplateReference(name, version));
    }

    /**
     * Whether a template may be called {@code name}: 1 to 255 characters, beginning with a letter, a digit or an underscore, then also
     * {@code . - /} and single spaces inside. So every name can stand in an include.
     */
    public static boolean nameWellFormed(String name) {
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.endsWith(" ") || name.contains("  ")) {
            return false;
        }
        char first = name.charAt(0);
        return (Character.isLetterOrDigit(first) || first == '_')
                && name.chars().allMatch(TemplateReference::nameCharacter);
    }

    private static boolean nameCharacter(int c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '-' || c == '/' || c == ' ';
    }

    /** {@code base-packages:v2.1}; without a version for the current one. */
    @Override
    public String toString() {
        return version instanceof VersionSelector.Latest ? template : template + ":" + version;
    }
}
