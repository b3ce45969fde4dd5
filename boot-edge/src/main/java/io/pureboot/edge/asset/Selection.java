package io.pureboot.edge.asset;

import io.pureboot.protocol.ByteRange;
import java.util.Optional;

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
        return switch (ByteRange.of(text, size)) {
            case ByteRange.Whole whole -> new Whole();
            case ByteRange.Part(long first, long last) -> new Part(first, last);
            case ByteRange.Unsatisfiable behind -> new Unsatisfiable();
        };
    }
}
