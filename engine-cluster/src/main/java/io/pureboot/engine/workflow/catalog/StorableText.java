package io.pureboot.engine.workflow.catalog;

import java.nio.charset.StandardCharsets;

/** What PostgreSQL can keep as text. */
public final class StorableText {
    private StorableText() {}

    /** Whether {@code text} is Unicode without unpaired surrogates and without the character NUL. */
    public static boolean holds(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    /** Whether {@code text} is also one line: without control characters. */
    public static boolean isLine(String text) {
        return holds(text) && text.chars().noneMatch(Character::isISOControl);
    }
}
