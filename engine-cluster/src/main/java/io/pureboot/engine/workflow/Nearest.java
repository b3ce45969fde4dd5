package io.pureboot.engine.workflow;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that somebody may have meant who wrote one that there is not. */
public final class Nearest {
    private static final int LONGEST = 64;
    private static final int MOST_SLIPS = 3;

    private Nearest() {}

    /** The closest of {@code known}: at most one slip of the pen for every three letters, three in all; letters' case and dashes count for nothing. */
    public static Optional<String> of(String written, Collection<String> known) {
        if (written.isEmpty() || written.length() > LONGEST) {
            return Optional.empty();
        }
        String plain = plain(written);
        int slips = Math.min(MOST_SLIPS, Math.max(1, plain.length() / 3));
        return known.stream()
                .filter(name -> Math.abs(name.length() - written.length()) <= slips)
                .filter(name -> slips(plain, plain(name)) <= slips)
                .min(Comparator.comparingInt((String name) -> slips(plain, plain(name)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** {@code ; did you mean 'boot_mode'?}, or nothing. */
    public static String hint(String written, Collection<String> known) {
        return of(written, known).map(name -> "; did you mean '" + name + "'?").orElse("");
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('-', '_');
    }

    /** How many letters were put in, left out, changed, or swapped with their neighbour (optimal string alignment). */
    private static int slips(String one, String other) {
        int[] before = new int[other.length() + 1];
        int[] row = new int[other.length() + 1];
        int[] next = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            next[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                next[j] = Math.min(Math.min(row[j], next[j - 1]) + 1, row[j - 1] + (same ? 0 : 1));
                boolean swapped = i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1);
                next[j] = swapped ? Math.min(next[j], before[j - 2] + 1) : next[j];
            }
            int[] free = before;
            before = row;
            row = next;
            next = free;
        }
        return row[other.length()];
    }
}
