package io.pureboot.protocol;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import java.util.regex.Pattern;

/** What all ids share: 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, beginning with a letter or digit. */
public final class Ids {
    private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int SHOWN = 80;
    private static final NoArgGenerator ORDERED = Generators.timeBasedEpochRandomGenerator();

    private Ids() {}

    /** Whether {@code text} may stand as an id: safe in a URL path, a file name, a kernel command line and a shell word. */
    public static boolean wellFormed(String text) {
        return WELL_FORMED.matcher(text).matches();
    }

    /**
     * A fresh id of something of which there are many: a UUID of version 7 (RFC 9562), which begins with the time. What was begun at
     * the same time then lies side by side in the database's indexes, so that their pages are few and full.
     */
    static String ordered() {
        return ORDERED.generate().toString();
    }

    /** {@code text} for an error message: cut to 80 characters, control characters replaced by {@code ?}. */
    public static String shown(String text) {
        String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
