package io.pureboot.engine.registry;

import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Page;
import io.pureboot.engine.template.Bump;
import io.pureboot.engine.template.IncludeSource;
import io.pureboot.engine.template.VersionNumber;
import io.pureboot.engine.template.VersionSelector;
import io.pureboot.engine.template.catalog.TemplateVersion;
import io.pureboot.engine.workflow.PinnedTemplate;
import io.pureboot.protocol.TemplateId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The templates, as every engine node sees them. Changes go through the cluster's one TemplateRegistry and are answered once every
 * node reads them; reads come from PostgreSQL and a cache of contents, and go on while the registry moves. A stage fails when the
 * registry or PostgreSQL is away.
 */
public interface Templates {
    /** Makes a template with version v1.0. With a key, the id is made from the key: the same key and body give the same template. */
    CompletionStage<RegistryAnswer<TemplateEntry>> create(
            NewTemplate template, String by, Optional<String> idempotencyKey);

    /** Adds a version after the newest one, which becomes the current one. */
    CompletionStage<RegistryAnswer<TemplateVersion>> addVersion(
            TemplateId id,
            Bump bump,
            String content,
            String by,
            Optional<String> commitMessage,
            Optional<String> idempotencyKey);

    /**
     * Changes name, description, or which version is the current one.
     *
     * @param ifMatch an {@code If-Match} header: the template's {@linkplain TemplateEntry#tag tag}, quoted or not, or {@code *}
     */
    CompletionStage<RegistryAnswer<TemplateEntry>> patch(
            TemplateId id, TemplatePatch patch, Optional<String> ifMatch, String by);

    /** Takes it out of sight and frees its name; refused while a workflow or a template names it, unless {@code force}. */
    CompletionStage<RegistryAnswer<TemplateEntry>> delete(
            TemplateId id, boolean force, Optional<String> ifMatch, String by);

    /** The template, unless it is unknown or deleted. */
    CompletionStage<Optional<TemplateEntry>> get(TemplateId id);

    /** The template of that name, unless it is deleted. */
    CompletionStage<Optional<TemplateEntry>> findByName(String name);

    /**
     * Those that are not deleted, newest first.
     *
     * @param limit 1 to 1000
     */
    CompletionStage<Page<TemplateEntry>> list(TemplateFilter filter, Optional<Cursor> after, int limit);

    /** Who has made what of it, newest first, of a deleted one too; empty when the template is unknown. At most 1000 entries. */
    CompletionStage<List<TemplateChange>> history(TemplateId id);

    /** All versions, newest first; empty when the template is unknown. */
    CompletionStage<List<TemplateVersion>> versions(TemplateId id);

    /** The version that is meant now. */
    CompletionStage<Optional<TemplateVersion>> version(TemplateId id, VersionSelector version);

    /** The content of a version, also of a deleted template; kept in memory once read. */
    CompletionStage<Optional<TemplateText>> text(TemplateId id, VersionNumber version);

    /** Binds every reference, and every include that they reach, to the version it means now (promise P-19). */
    CompletionStage<Pinning> pin(Collection<String> references);

    /** As {@link #pin}, but what is missing is left out: whoever renders says where it is named. At most 1000 are bound. */
    CompletionStage<List<PinnedTemplate>> reachable(Collection<String> references);

    /** The pinned contents, for the renderer: finds each reference by what it means, so {@code base:2.1} finds {@code base:v2.1}. */
    CompletionStage<IncludeSource> contents(List<PinnedTemplate> pinned);
}
