package io.pureboot.engine.template.catalog;

import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.VersionNumber;
import io.pureboot.protocol.TemplateId;
import java.time.Instant;
import java.util.Optional;

/** What has happened to the catalog of templates. Released shapes are frozen (promise P-29). */
public sealed interface TemplateEvent {
    Instant at();

    TemplateId id();

    /**
     * It exists.
     *
     * @param fieldsSha256 of all that it was created with, by which a repeated creation is known
     */
    record TemplateCreated(
            Instant at,
            TemplateId id,
            String name,
            String description,
            TemplateFormat format,
            TemplateVersion version,
            String content,
            String fieldsSha256,
            String by)
            implements TemplateEvent {}

    /** It has one more version, the current one now. */
    record VersionAdded(Instant at, TemplateId id, TemplateVersion version, String content) implements TemplateEvent {}

    /**
     * What is absent stayed.
     *
     * @param current what {@code latest} means from now on
     */
    record TemplateChanged(
            Instant at,
            TemplateId id,
            Optional<String> name,
            Optional<String> description,
            Optional<VersionNumber> current,
            String by)
            implements TemplateEvent {}

    /** It is out of sight and its name is free; its versions stay for those that pinned them. */
    record TemplateDeleted(Instant at, TemplateId id, String by) implements TemplateEvent {}
}
