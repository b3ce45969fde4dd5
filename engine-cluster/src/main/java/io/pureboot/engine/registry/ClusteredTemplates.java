package io.pureboot.engine.registry;

import io.pureboot.engine.query.Cursor;
import io.pureboot.engine.query.Database;
import io.pureboot.engine.query.Page;
import io.pureboot.engine.query.SqlWork;
import io.pureboot.engine.template.Bump;
import io.pureboot.engine.template.FileContent;
import io.pureboot.engine.template.IncludeSource;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.TemplateSource;
import io.pureboot.engine.template.VersionNumber;
import io.pureboot.engine.template.VersionSelector;
import io.pureboot.engine.template.catalog.Sha256;
import io.pureboot.engine.template.catalog.TemplateCommand;
import io.pureboot.engine.template.catalog.TemplateVersion;
import io.pureboot.engine.workflow.PinnedTemplate;
import io.pureboot.engine.workflow.catalog.CatalogRefusal;
import io.pureboot.engine.workflow.catalog.EntityTags;
import io.pureboot.protocol.TemplateId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** {@link Templates} over the one registry and the tables. */
final class ClusteredTemplates implements Templates {
    /** UTF-16 units of all contents kept in memory. */
    private static final long CONTENTS_KEPT = 32L * 1024 * 1024;

    private final RegistryDoor<TemplateCommand> registry;
    private final Database database;
    private final RecentlyUsed<ContentKey, TemplateText> contents =
            new RecentlyUsed<>(CONTENTS_KEPT, text -> text.content().length());

    ClusteredTemplates(RegistryDoor<TemplateCommand> registry, Database database) {
        this.registry = registry;
        this.database = database;
    }

    private record ContentKey(TemplateId id, VersionNumber version) {}

    @Override
    public CompletionStage<RegistryAnswer<TemplateEntry>> create(
            NewTemplate template, String by, Optional<String> idempotencyKey) {
        TemplateId id = new TemplateId(KeyedIds.of("template", idempotencyKey));
        return change(new TemplateCommand.Create(
                id,
                template.name(),
                template.description(),
                template.format(),
                KeyedIds.of("template-version", Optional.of(id + "/v1.0")),
                template.content(),
                by,
                template.commitMessage()));
    }

    @Override
    public CompletionStage<RegistryAnswer<TemplateVersion>> addVersion(
            TemplateId id,
            Bump bump,
            String content,
            String by,
            Optional<String> commitMessage,
            Optional<String> idempotencyKey) {
        String versionId = KeyedIds.of("template-version", idempotencyKey.map(key -> id + "/" + key));
        return registry.change(new TemplateCommand.AddVersion(id, bump, versionId, content, by, commitMessage))
                .thenCompose(answer -> thenRead(answer, connection -> {
                    Optional<TemplateEntry> template = TemplateTables.entry(connection, id, true);
                    return template.isEmpty()
                            ? Optional.empty()
                            : TemplateTables.version(connection, template.get(), new VersionSelector.ById(versionId));
                }));
    }

    @Override
    public CompletionStage<RegistryAnswer<TemplateEntry>> patch(
            TemplateId id, TemplatePatch patch, Optional<String> ifMatch, String by) {
        return unlessConflict(
                id,
                ifMatch,
                () -> patch.current()
                        .map(selector -> version(id, selector)
                                .thenCompose(version -> version.map(found ->
                                                change(command(id, patch, Optional.of(found.version()), ifMatch, by)))
                                        .orElseGet(() -> noVersion(id, selector))))
                        .orElseGet(() -> change(command(id, patch, Optional.empty(), ifMatch, by))));
    }

    private static TemplateCommand command(
            TemplateId id, TemplatePatch patch, Optional<VersionNumber> current, Optional<String> ifMatch, String by) {
        return new TemplateCommand.Change(id, patch.name(), patch.description(), current, ifMatch, by);
    }

    private CompletionStage<RegistryAnswer<TemplateEntry>> noVersion(TemplateId id, VersionSelector selector) {
        return get(id).thenApply(template -> RegistryAnswer.refused(
                template.isPresent() ? CatalogRefusal.Code.VERSION_NOT_FOUND : CatalogRefusal.Code.TEMPLATE_NOT_FOUND,
                "there is no version " + selector + " of a template " + id));
    }

    /** The registry compares too, but does not know the descriptions that lie in its snapshots of earlier releases. */
    private CompletionStage<RegistryAnswer<TemplateEntry>> unlessConflict(
            TemplateId id, Optional<String> ifMatch, Supplier<CompletionStage<RegistryAnswer<TemplateEntry>>> change) {
        if (ifMatch.isEmpty()) {
            return change.get();
        }
        return get(id).thenCompose(found -> {
            boolean stale = found.filter(entry -> !EntityTags.match(ifMatch.get(), entry.tag()))
                    .isPresent();
            return stale
                    ? CompletableFuture.completedStage(RegistryAnswer.refused(
                            CatalogRefusal.Code.VERSION_CONFLICT,
                            "template " + id + " is not what If-Match names any more"))
                    : change.get();
        });
    }

    @Override
    public CompletionStage<RegistryAnswer<TemplateEntry>> delete(
            TemplateId id, boolean force, Optional<String> ifMatch, String by) {
        return unlessConflict(id, ifMatch, () -> delete(new TemplateCommand.Delete(id, ifMatch, by), force));
    }

    private CompletionStage<RegistryAnswer<TemplateEntry>> delete(TemplateCommand.Delete command, boolean force) {
        CompletionStage<List<String>> users = force
                ? CompletableFuture.completedStage(List.of())
                : database.call(connection -> {
                    Optional<TemplateEntry> template = TemplateTables.entry(connection, command.id(), false);
                    return template.isEmpty() ? List.of() : TemplateTables.users(connection, template.get());
                });
        return users.thenCompose(names -> names.isEmpty()
                ? change(command)
                : CompletableFuture.completedStage(RegistryAnswer.refused(
                        CatalogRefusal.Code.TEMPLATE_IN_USE, "it is named by " + String.join(", ", names))));
    }

    private CompletionStage<RegistryAnswer<TemplateEntry>> change(TemplateCommand command) {
        return registry.change(command)
                .thenCompose(
                        answer -> thenRead(answer, connection -> TemplateTables.entry(connection, command.id(), true)));
    }

    private <T> CompletionStage<RegistryAnswer<T>> thenRead(RegistryAnswer<Boolean> answer, SqlWork<Optional<T>> read) {
        return switch (answer) {
            case RegistryAnswer.Refused<Boolean>(CatalogRefusal refusal) ->
                CompletableFuture.completedStage(new RegistryAnswer.Refused<>(refusal));
            case RegistryAnswer.Done<Boolean>(Boolean done, boolean duplicate) ->
                database.call(read)
                        .thenApply(found -> new RegistryAnswer.Done<>(
                                found.orElseThrow(() -> new IllegalStateException("its rows are not there")),
                                duplicate));
        };
    }

    @Override
    public CompletionStage<Optional<TemplateEntry>> get(TemplateId id) {
        return database.call(connection -> TemplateTables.entry(connection, id, false));
    }

    @Override
    public CompletionStage<Optional<TemplateEntry>> findByName(String name) {
        return database.call(connection -> TemplateTables.named(connection, name));
    }

    @Override
    public CompletionStage<Page<TemplateEntry>> list(TemplateFilter filter, Optional<Cursor> after, int limit) {
        return database.call(connection -> TemplateTables.list(connection, filter, after, limit));
    }

    @Override
    public CompletionStage<List<TemplateChange>> history(TemplateId id) {
        return database.call(connection -> TemplateHistory.of(connection, id));
    }

    @Override
    public CompletionStage<List<TemplateVersion>> versions(TemplateId id) {
        return database.call(connection -> TemplateTables.versions(connection, id));
    }

    @Override
    public CompletionStage<Optional<TemplateVersion>> version(TemplateId id, VersionSelector version) {
        return database.call(connection -> {
            Optional<TemplateEntry> template = TemplateTables.entry(connection, id, false);
            return template.isEmpty() ? Optional.empty() : TemplateTables.version(connection, template.get(), version);
        });
    }

    @Override
    public CompletionStage<Optional<TemplateText>> text(TemplateId id, VersionNumber version) {
        Optional<TemplateText> kept = contents.get(new ContentKey(id, version));
        return kept.isPresent()
                ? CompletableFuture.completedStage(kept)
                : database.call(connection -> text(connection, id, version));
    }

    private Optional<TemplateText> text(Connection connection, TemplateId id, VersionNumber version)
            throws SQLException {
        ContentKey key = new ContentKey(id, version);
        Optional<TemplateText> kept = contents.get(key);
        if (kept.isPresent()) {
            return kept;
        }
        Optional<TemplateText> read = TemplateTables.text(connection, id, version);
        read.ifPresent(text -> contents.keep(key, text));
        return read;
    }

    @Override
    public CompletionStage<Pinning> pin(Collection<String> references) {
        if (references.isEmpty()) {
            return CompletableFuture.completedStage(new Pinning.Pinned(List.of()));
        }
        return atOneMoment(connection -> TemplatePinning.pin(connection, references));
    }

    @Override
    public CompletionStage<List<PinnedTemplate>> reachable(Collection<String> references) {
        return references.isEmpty()
                ? CompletableFuture.completedStage(List.of())
                : atOneMoment(connection -> TemplatePinning.reachable(connection, references));
    }

    private <T> CompletionStage<T> atOneMoment(SqlWork<T> read) {
        return database.transaction(connection -> {
            try (var snapshot = connection.createStatement()) {
                snapshot.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            }
            return read.run(connection);
        });
    }

    @Override
    public CompletionStage<IncludeSource> contents(List<PinnedTemplate> pinned) {
        if (pinned.stream().allMatch(each -> contents.get(key(each)).isPresent())) {
            Map<String, TemplateSource> sources = new HashMap<>();
            for (PinnedTemplate each : pinned) {
                contents.get(key(each)).ifPresent(text -> sources.put(each.reference(), source(each, text)));
            }
            if (sources.size() == pinned.size()) {
                return CompletableFuture.completedStage(IncludeSource.of(sources));
            }
        }
        return database.call(connection -> {
            Map<String, TemplateSource> sources = new HashMap<>();
            for (PinnedTemplate each : pinned) {
                sources.put(each.reference(), source(each, pinnedText(connection, each)));
            }
            return IncludeSource.of(sources);
        });
    }

    private TemplateText pinnedText(Connection connection, PinnedTemplate pinned) throws SQLException {
        TemplateText text = text(connection, pinned.id(), key(pinned).version())
                .orElseThrow(() -> new SQLException("the content of " + pinned + " is not there"));
        String sha256 = file(text).map(file -> file.hash().hex()).orElseGet(() -> Sha256.of(text.content()));
        if (!sha256.equals(pinned.sha256())) {
            throw new SQLException("the content of " + pinned + " is not what was pinned");
        }
        return text;
    }

    private static Optional<FileContent> file(TemplateText text) {
        return text.format() == TemplateFormat.FILE ? FileContent.parse(text.content()) : Optional.empty();
    }

    private static ContentKey key(PinnedTemplate pinned) {
        return new ContentKey(pinned.id(), VersionNumber.of(pinned.version()));
    }

    /** Of a file, texts get the place where edges serve it. */
    private static TemplateSource source(PinnedTemplate pinned, TemplateText text) {
        String content = file(text).map(FileContent::artifact).orElse(text.content());
        return new TemplateSource(pinned.name(), pinned.version(), text.format(), content);
    }
}
