package io.pureboot.engine.template;

import io.pureboot.protocol.FileHash;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a version of a template of format {@link TemplateFormat#FILE} has as its content: which file, not where it lies.
 *
 * @param sizeBytes of the file
 */
public record FileContent(FileHash hash, long sizeBytes) {
    private static final Pattern TEXT = Pattern.compile("sha256:([0-9a-f]{64}) ([0-9]{1,18})");

    /** As the journal and the tables have it: {@code sha256:HEX SIZE}. */
    public String text() {
        return "sha256:" + hash + " " + sizeBytes;
    }

    /** Where edges serve the file, below their {@code /artifacts/}: what a text gets that includes the version. */
    public String artifact() {
        return "sha256/" + hash;
    }

    /** What {@link #text()} has written. */
    public static Optional<FileContent> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(new FileContent(new FileHash(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }
}
