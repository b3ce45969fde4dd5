package io.pureboot.engine.template;

import io.pureboot.protocol.Ids;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which version of a template is meant (promise P-19). */
public sealed interface VersionSelector {
    /** The current one: the newest, unless it was moved back. */
    record Latest() implements VersionSelector {
        @Override
        public String toString() {
            return "latest";
        }
    }

    /** The newest of one major number: {@code v2}. */
    record Major(int major) implements VersionSelector {
        @Override
        public String toString() {
            return "v" + major;
        }
    }

    /** Exactly this one: {@code v2.1}. */
    record Exact(VersionNumber number) implements VersionSelector {
        @Override
        public String toString() {
            return number.toString();
        }
    }

    /** The one with this id, a UUID. */
    record ById(String versionId) implements VersionSelector {
        @Override
        public String toString() {
            return versionId;
        }
    }

    /** What {@code text} selects: {@code latest}, {@code v2}, {@code 2}, {@code v2.1}, {@code 2.1} or a version's id; empty when it spells none. */
    static Optional<VersionSelector> parse(String text) {
        Optional<VersionSelector> written = parseNumber(text);
        if (written.isPresent()) {
            return written;
        }
        return Ids.wellFormed(text) && text.length() == UUID_LENGTH ? Optional.of(new ById(text)) : Optional.empty();
    }

    /** As {@link #parse}, without ids: what a reference or an include may write after its colon. */
    static Optional<VersionSelector> parseNumber(String text) {
        if (text.equals("latest")) {
            return Optional.of(new Latest());
        }
        Matcher major = MAJOR.matcher(text);
        if (major.matches()) {
            return Optional.of(new Major(Integer.parseInt(major.group(1))));
        }
        return VersionNumber.parse(text).map(Exact::new);
    }

    /** {@code v2} or {@code 2}. */
    Pattern MAJOR = Pattern.compile("v?(\\d{1,9})");

    /** Characters of a UUID's text form. */
    int UUID_LENGTH = 36;
}
