package io.pureboot.edge.asset;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which bytes of a file answer a request (RFC 9110, sections 13 and 14). */
public sealed interface Selection {

    /** All of it (200). */
    record Whole() implements Selection {}

    /**
     * One range (206).
     *
     * @param first offset of the first byte
     * @param last offset of the last byte, included
     */
    record Part(long first, long last) implements Selection {
        public long length() {
            return last - first + 1;
        }
    }

    /** The client has this state already (304). */
    record Unchanged() implements Selection {}

    /** The range begins behind the end (416). */
    record Unsatisfiable() implements Selection {}

    /**
     * The conditions of a request, header by header.
     *
     * @param range only a single range of bytes is honoured; anything else gives the whole, as RFC 9110 allows
     */
    record Conditions(
            Optional<String> range,
            Optional<String> ifRange,
            Optional<String> ifNoneMatch,
            Optional<String> ifModifiedSince) {}

    Pattern SINGLE_RANGE = Pattern.compile("(?i)bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})");

    /** Decides. */
    static Selection of(Validators file, Conditions conditions) {
        boolean unchanged = conditions.ifNoneMatch().isPresent()
                ? conditions.ifNoneMatch().filter(file::matchesAny).isPresent()
                : conditions.ifModifiedSince().filter(file::unchangedSince).isPresent();
        if (unchanged) {
            return new Unchanged();
        }
        boolean otherState =
                conditions.ifRange().filter(tag -> !file.matchesRange(tag)).isPresent();
        return otherState
                ? new Whole()
                : conditions.range().map(text -> range(text, file.bytes())).orElseGet(Whole::new);
    }

    private static Selection range(String text, long size) {
        Matcher matcher = SINGLE_RANGE.matcher(text.strip());
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return new Whole();
        }
        if (matcher.group(1).isEmpty()) {
            long suffix = Math.min(Long.parseLong(matcher.group(2)), size);
            return suffix == 0 ? new Unsatisfiable() : new Part(size - suffix, size - 1);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? size - 1 : Math.min(Long.parseLong(matcher.group(2)), size - 1);
        if (!matcher.group(2).isEmpty() && Long.parseLong(matcher.group(2)) < first) {
            return new Whole();
        }
        return first >= size ? new Unsatisfiable() : new Part(first, last);
    }
}
