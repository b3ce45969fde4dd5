package io.pureboot.protocol;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a file, which is its name on engines and edges.
 *
 * @param hex 64 hex digits, lower case
 */
public record FileHash(@JsonValue String hex) {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    @JsonCreator
    public FileHash {
        if (!HEX.matcher(hex).matches()) {
            throw new IllegalArgumentException("not 64 hex digits: " + Ids.shown(hex));
        }
    }

    /** The hash that {@code text} spells, in upper or lower case. */
    public static Optional<FileHash> parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return HEX.matcher(lower).matches() ? Optional.of(new FileHash(lower)) : Optional.empty();
    }

    /** Where edges serve the file to machines; engines serve it to edges below {@code /api/v1}. */
    public String path() {
        return "/artifacts/sha256/" + hex;
    }

    public EntityTag tag() {
        return new EntityTag(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
