package io.pureboot.edge.asset;

import io.pureboot.protocol.EntityTag;
import io.pureboot.protocol.FileHash;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * What tells one state of a file from another (RFC 9110, section 8.8).
 *
 * @param bytes its size
 * @param modified when it was last written
 * @param hash when the file's name is its hash: it has one state only
 */
public record Validators(long bytes, Instant modified, Optional<FileHash> hash) {

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    /** A strong entity tag, in its quotes. */
    public String etag() {
        return tag().toString();
    }

    private EntityTag tag() {
        return hash.map(FileHash::tag)
                .orElseGet(() -> new EntityTag(Long.toHexString(bytes) + "-"
                        + Long.toHexString(modified.getEpochSecond()) + "-" + Integer.toHexString(modified.getNano())));
    }

    /** The Last-Modified header: whole seconds. */
    public String lastModified() {
        return HTTP_DATE.format(modified);
    }

    /** Whether an If-None-Match header names this state. */
    boolean matchesAny(String ifNoneMatch) {
        return tag().isAmong(ifNoneMatch);
    }

    /** Whether an If-Range header (a tag or a date) names this state. */
    boolean matchesRange(String ifRange) {
        String text = ifRange.strip();
        return text.startsWith("\"") ? text.equals(etag()) : text.equals(lastModified());
    }

    /** Whether nothing was written since the time in an If-Modified-Since header; false when that is no date. */
    boolean unchangedSince(String ifModifiedSince) {
        Optional<Instant> since = date(ifModifiedSince.strip());
        return since.isPresent() && !modified.truncatedTo(ChronoUnit.SECONDS).isAfter(since.get());
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(Instant.from(HTTP_DATE.parse(text)));
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }
}
