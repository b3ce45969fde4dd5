package io.pureboot.engine.template.catalog;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.pureboot.engine.template.Bump;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.VersionNumber;
import io.pureboot.protocol.TemplateId;
import java.util.Optional;

/** A change to the catalog of templates. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = TemplateCommand.Create.class, name = "create"),
    @JsonSubTypes.Type(value = TemplateCommand.AddVersion.class, name = "add-version"),
    @JsonSubTypes.Type(value = TemplateCommand.Change.class, name = "change"),
    @JsonSubTypes.Type(value = TemplateCommand.Delete.class, name = "delete")
})
public sealed interface TemplateCommand {
    TemplateId id();

    String by();

    /**
     * A new template with its version v1.0. The same id with the same fields is the same creation.
     *
     * @param versionId a UUID
     */
    record Create(
            TemplateId id,
            String name,
            String description,
            TemplateFormat format,
            String versionId,
            String content,
            String by,
            Optional<String> commitMessage)
            implements TemplateCommand {}

    /**
     * A version after the newest. The same version id with the same content is the same addition.
     *
     * @param versionId a UUID
     */
    record AddVersion(
            TemplateId id, Bump bump, String versionId, String content, String by, Optional<String> commitMessage)
            implements TemplateCommand {}

    /**
     * What is absent stays.
     *
     * @param ifMatch the value of {@code If-Match}: the {@link TemplateTag} that the sender has seen
     */
    record Change(
            TemplateId id,
            Optional<String> name,
            Optional<String> description,
            Optional<VersionNumber> current,
            Optional<String> ifMatch,
            String by)
            implements TemplateCommand {}

    record Delete(TemplateId id, Optional<String> ifMatch, String by) implements TemplateCommand {}
}
