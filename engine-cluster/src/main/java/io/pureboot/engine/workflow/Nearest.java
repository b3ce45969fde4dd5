package io.pureboot.engine.workflow;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** The name that somebody may have meant who wrote one that there is not. */
public final class Nearest {
    private static final LevenshteinDistance EDITS = new LevenshteinDistance(3);
    private static final int LONGEST = 64;

    private Nearest() {}

    /** The closest of {@code known} by edits, three at most and no more than half of it; letters' case and dashes count for nothing. */
    public static Optional<String> of(String written, Collection<String> known) {
        if (written.isEmpty() || written.length() > LONGEST) {
            return Optional.empty();
        }
        return known.stream()
                .map(name -> new Near(name, EDITS.apply(plain(written), plain(name))))
                .filter(near ->
                        near.edits() >= 0 && near.edits() * 2 <= near.name().length())
                .min(Comparator.comparingInt(Near::edits).thenComparing(Near::name))
                .map(Near::name);
    }

    /** {@code ; did you mean 'boot_mode'?}, or nothing. */
    public static String hint(String written, Collection<String> known) {
        return of(written, known).map(name -> "; did you mean '" + name + "'?").orElse("");
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private record Near(String name, int edits) {}
}
