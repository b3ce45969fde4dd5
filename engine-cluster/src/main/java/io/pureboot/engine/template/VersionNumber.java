package io.pureboot.engine.template;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The number of a template's version, written {@code v2.1}. Versions begin at {@code v1.0}.
 *
 * @param major 1 to 999,999,999
 * @param minor 0 to 999,999,999
 */
public record VersionNumber(int major, int minor) implements Comparable<VersionNumber> {
    /** Every template's first version. */
    public static final VersionNumber FIRST = new VersionNumber(1, 0);

    private static final Pattern WRITTEN = Pattern.compile("v?(\\d{1,9})\\.(\\d{1,9})");
    private static final Comparator<VersionNumber> ORDER =
            Comparator.comparingInt(VersionNumber::major).thenComparingInt(VersionNumber::minor);

    /** @throws IllegalArgumentException when {@code text} is no version number; use {@link #parse} for input from outside. */
    @JsonCreator
    public static VersionNumber of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a version: " + text));
    }

    /** The number that {@code text} spells ({@code v2.1} or {@code 2.1}), or empty. */
    public static Optional<VersionNumber> parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        return matcher.matches()
                ? Optional.of(new VersionNumber(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** The number that comes after this one, the newest of all, when {@code bump} is raised. */
    public VersionNumber next(Bump bump) {
        return switch (bump) {
            case MAJOR -> new VersionNumber(major + 1, 0);
            case MINOR -> new VersionNumber(major, minor + 1);
        };
    }

    @Override
    public int compareTo(VersionNumber other) {
        return ORDER.compare(this, other);
    }

    @JsonValue
    @Override
    public String toString() {
        return "v" + major + "." + minor;
    }
}
