package io.pureboot.engine.workflow.profile;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * The profile of a machine.
 *
 * @param why in words
 */
public record ProfileMatch(DeviceProfile profile, String why) {
    /** A model says more than a make, a whole word more than a pattern, a long pattern more than a short one; then the name decides. */
    private static final Comparator<DeviceProfile> SPECIFIC = Comparator.comparing(
                    (DeviceProfile each) -> exact(each.model()))
            .thenComparingInt(each -> letters(each.model()))
            .thenComparing(each -> exact(each.vendor()))
            .thenComparingInt(each -> letters(each.vendor()))
            .thenComparing(Comparator.comparing(DeviceProfile::name).reversed());

    /** The most specific of the profiles that match; a machine that does not say its make matches {@code *} only. */
    public static Optional<ProfileMatch> of(
            Collection<DeviceProfile> profiles, Optional<String> vendor, Optional<String> model) {
        return profiles.stream()
                .filter(each -> matches(each.vendor(), vendor) && matches(each.model(), model))
                .max(SPECIFIC)
                .map(profile -> new ProfileMatch(profile, why(profiles, profile, vendor, model)));
    }

    private static String why(
            Collection<DeviceProfile> profiles, DeviceProfile chosen, Optional<String> vendor, Optional<String> model) {
        long others = profiles.stream()
                        .filter(each -> matches(each.vendor(), vendor) && matches(each.model(), model))
                        .count()
                - 1;
        return "vendor " + said(vendor) + " matches '" + chosen.vendor() + "', model " + said(model) + " matches '"
                + chosen.model() + "'"
                + (others == 0
                        ? ""
                        : "; more specific than " + others + (others == 1 ? " other" : " others")
                                + " that would match");
    }

    private static String said(Optional<String> word) {
        return word.map(text -> "'" + text + "'").orElse("(unknown)");
    }

    private static boolean exact(String pattern) {
        return pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0;
    }

    private static int letters(String pattern) {
        return (int) pattern.chars().filter(c -> c != '*' && c != '?').count();
    }

    static boolean matches(String pattern, Optional<String> word) {
        return word.map(text ->
                        glob(pattern.toLowerCase(Locale.ROOT), text.strip().toLowerCase(Locale.ROOT)))
                .orElse(pattern.equals("*"));
    }

    /** {@code *} is any text, {@code ?} any character. Linear but for one way back: no pattern makes it slow. */
    private static boolean glob(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length() && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
