package io.pureboot.protocol;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;

/** What all ids share: 1 to 64 characters of {@code A-Z a-z 0-9 . _ -}, beginning with a letter or digit. */
public final class Ids {
    private static final int LONGEST = 64;
    private static final int SHOWN = 80;
    private static final NoArgGenerator ORDERED = Generators.timeBasedEpochRandomGenerator();

    private Ids() {}

    /** Whether {@code text} may stand as an id: safe in a URL path, a file name, a kernel command line and a shell word. */
    public static boolean wellFormed(String text) {
        // Every request has some: a loop costs a tenth of a regular expression.
        if (text.isEmpty() || text.length() > LONGEST || !alphanumeric(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!alphanumeric(c) && c != '.' && c != '_' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean alphanumeric(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
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
