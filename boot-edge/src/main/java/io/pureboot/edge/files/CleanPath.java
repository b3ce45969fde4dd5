package io.pureboot.edge.files;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A relative path out of a request, cleaned: forward slashes only, none at either end, none doubled, no {@code .} and no {@code ..}.
 *
 * @param segments the names, none empty
 */
public record CleanPath(List<String> segments) {

    private static final int MAX_CHARS = 1024;

    public CleanPath {
        segments = List.copyOf(segments);
    }

    /**
     * Cleans {@code raw}: back-slashes (WDS clients) become slashes, leading and doubled slashes go away.
     *
     * @return empty when the path climbs ({@code ..}), names a drive or a control character, or is longer than 1024 characters
     */
    public static Optional<CleanPath> of(String raw) {
        if (raw.length() > MAX_CHARS || raw.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        List<String> segments = new ArrayList<>();
        for (String segment : raw.replace('\\', '/').split("/", -1)) {
            if (segment.equals("..")) {
                return Optional.empty();
            }
            if (!segment.isEmpty() && !segment.equals(".")) {
                segments.add(segment);
            }
        }
        return Optional.of(new CleanPath(segments));
    }

    /** The last name; empty when there is none at all. */
    public String fileName() {
        return segments.isEmpty() ? "" : segments.getLast();
    }

    @Override
    public String toString() {
        return String.join("/", segments);
    }
}
