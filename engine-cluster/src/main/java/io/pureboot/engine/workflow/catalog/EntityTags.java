package io.pureboot.engine.workflow.catalog;

import java.util.Arrays;

/** The header {@code If-Match} (RFC 9110, 13.1.1). */
public final class EntityTags {
    private EntityTags() {}

    /** Whether {@code header} ({@code *}, or entity tags separated by commas, quoted or not) names {@code tag}. Weak tags never match. */
    public static boolean match(String header, String tag) {
        return Arrays.stream(header.split(",", -1))
                .map(String::strip)
                .anyMatch(each -> each.equals("*") || each.equals(tag) || each.equals("\"" + tag + "\""));
    }
}
