package io.pureboot.protocol;

import java.util.Arrays;

/**
 * A strong entity tag (RFC 9110, section 8.8.3).
 *
 * @param opaque what stands between its quotes
 */
public record EntityTag(String opaque) {
    /** In its quotes, as headers have it. */
    @Override
    public String toString() {
        return "\"" + opaque + "\"";
    }

    /** Whether an {@code If-None-Match} header names it. */
    public boolean isAmong(String ifNoneMatch) {
        return ifNoneMatch.strip().equals("*")
                || Arrays.stream(ifNoneMatch.split(",", -1))
                        .map(tag -> tag.strip().replaceFirst("^W/", ""))
                        .anyMatch(toString()::equals);
    }
}
