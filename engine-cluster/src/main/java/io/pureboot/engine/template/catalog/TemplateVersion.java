package io.pureboot.engine.template.catalog;

import io.pureboot.engine.template.VersionNumber;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One immutable version of a template, without its content.
 *
 * @param id a UUID
 * @param sha256 of the content in UTF-8, or of the file, 64 hex digits
 * @param sizeBytes of the content in UTF-8, or of the file
 * @param includes the templates that it includes, as written
 */
public record TemplateVersion(
        String id,
        VersionNumber version,
        String sha256,
        long sizeBytes,
        List<String> includes,
        Instant createdAt,
        String createdBy,
        Optional<String> commitMessage) {
    public TemplateVersion {
        includes = List.copyOf(includes);
    }
}
