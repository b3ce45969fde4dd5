package io.pureboot.protocol;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which bytes a {@code Range} header asks for (RFC 9110, section 14). Engines and edges serve files by it. */
public sealed interface ByteRange {
    /** All of them: there is no range, several, or one in another unit, which RFC 9110 allows to pass over. */
    record Whole() implements ByteRange {}

    /**
     * One range.
     *
     * @param first offset of the first byte
     * @param last offset of the last byte, included
     */
    record Part(long first, long last) implements ByteRange {
        public long length() {
            return last - first + 1;
        }
    }

    /** It begins behind the end (416). */
    record Unsatisfiable() implements ByteRange {}

    Pattern SINGLE = Pattern.compile("(?i)bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})");

    /** @param size of the whole, in bytes */
    static ByteRange of(String header, long size) {
        Matcher matcher = SINGLE.matcher(header.strip());
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
