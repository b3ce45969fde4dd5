package io.pureboot.engine.registry;

import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.catalog.TemplateTag;
import io.pureboot.engine.template.catalog.TemplateVersion;
import io.pureboot.protocol.TemplateId;
import java.time.Instant;
import java.util.Optional;

/**
 * A template with its current version.
 *
 * @param deletedAt when it was deleted; pinned versions stay readable
 */
public record TemplateEntry(
        TemplateId id,
        String name,
        String description,
        TemplateFormat format,
        TemplateVersion current,
        Instant createdAt,
        String createdBy,
        Instant updatedAt,
        Optional<Instant> deletedAt) {
    /** Its entity tag. */
    public String tag() {
        return TemplateTag.of(name, description, current.version());
    }
}
