package io.pureboot.engine.template.catalog;

import io.pureboot.engine.template.FileContent;
import io.pureboot.engine.template.TemplateFaults;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.TemplateReference;
import io.pureboot.engine.template.VersionNumber;
import io.pureboot.engine.template.catalog.TemplateCommand.AddVersion;
import io.pureboot.engine.template.catalog.TemplateCommand.Change;
import io.pureboot.engine.template.catalog.TemplateCommand.Create;
import io.pureboot.engine.template.catalog.TemplateCommand.Delete;
import io.pureboot.engine.template.catalog.TemplateEvent.TemplateChanged;
import io.pureboot.engine.template.catalog.TemplateEvent.TemplateCreated;
import io.pureboot.engine.template.catalog.TemplateEvent.TemplateDeleted;
import io.pureboot.engine.template.catalog.TemplateEvent.VersionAdded;
import io.pureboot.engine.workflow.catalog.CatalogDecision;
import io.pureboot.engine.workflow.catalog.CatalogRefusal;
import io.pureboot.engine.workflow.catalog.EntityTags;
import io.pureboot.engine.workflow.catalog.StorableText;
import io.pureboot.protocol.Ids;
import io.pureboot.protocol.Problem;
import io.pureboot.protocol.TemplateId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The rules of the catalog of templates. */
public final class TemplateCatalog {
    /** The largest content of one version, in bytes of UTF-8. */
    public static final int LARGEST_CONTENT = 1024 * 1024;

    private TemplateCatalog() {}

    /**
     * What the registry keeps in memory: names and hashes; contents lie in the journal and in PostgreSQL.
     *
     * @param templates all there ever were
     * @param names those of the templates that are not deleted
     */
    public record State(Map<TemplateId, Known> templates, Map<String, TemplateId> names) {
        public static final State EMPTY = new State(Map.of(), Map.of());
    }

    /**
     * One template.
     *
     * @param versions in the order they were made
     * @param descriptionSha256 absent in a snapshot of an earlier release
     * @param format absent in a snapshot of an earlier release, which knew {@link TemplateFormat#PUREBOOT} only
     */
    public record Known(
            String name,
            VersionNumber current,
            List<KnownVersion> versions,
            String fieldsSha256,
            Optional<String> descriptionSha256,
            Optional<TemplateFormat> format,
            boolean deleted) {
        public Known {
            versions = List.copyOf(versions);
        }

        VersionNumber newest() {
            return versions.stream()
                    .map(KnownVersion::version)
                    .max(Comparator.naturalOrder())
                    .orElse(current);
        }

        Optional<KnownVersion> byId(String versionId) {
            return versions.stream().filter(v -> v.id().equals(versionId)).findFirst();
        }

        /** Whether {@code If-Match} names this state; who asks has compared it with the tables too, which know every description. */
        boolean matches(Optional<String> ifMatch) {
            return ifMatch.isEmpty()
                    || descriptionSha256.isEmpty()
                    || EntityTags.match(ifMatch.get(), TemplateTag.ofHashed(name, descriptionSha256.get(), current));
        }

        boolean has(VersionNumber number) {
            return versions.stream().anyMatch(v -> v.version().equals(number));
        }
    }

    public record KnownVersion(String id, VersionNumber version, String sha256) {}

    /** @param at when; becomes the event's time */
    public static CatalogDecision<TemplateEvent> decide(State state, TemplateCommand command, Instant at) {
        return switch (command) {
            case Create create -> decideCreate(state, create, at);
            case AddVersion add -> decideAdd(state, add, at);
            case Change change -> decideChange(state, change, at);
            case Delete delete -> decideDelete(state, delete, at);
        };
    }

    private static CatalogDecision<TemplateEvent> decideCreate(State state, Create command, Instant at) {
        String fields = fieldsSha256(command);
        Known before = state.templates().get(command.id());
        if (before != null) {
            return before.fieldsSha256().equals(fields)
                    ? new CatalogDecision.Unchanged<>(true)
                    : CatalogDecision.refused(
                            CatalogRefusal.Code.IDEMPOTENCY_KEY_REUSED,
                            "the key belongs to the creation of " + before.name() + " with other fields");
        }
        return nameFault(state, command.id(), command.name())
                .or(() -> textFault(command.description(), "the description"))
                .or(() -> messageFault(command.commitMessage()))
                .or(() -> contentFault(command.format(), command.content()))
                .<CatalogDecision<TemplateEvent>>map(CatalogDecision.Refused::new)
                .orElseGet(() -> new CatalogDecision.Accepted<>(new TemplateCreated(
                        at,
                        command.id(),
                        command.name(),
                        command.description(),
                        command.format(),
                        version(
                                command.versionId(),
                                command.format(),
                                VersionNumber.FIRST,
                                command.content(),
                                at,
                                command.by(),
                                command.commitMessage()),
                        command.content(),
                        fields,
                        command.by())));
    }

    private static CatalogDecision<TemplateEvent> decideAdd(State state, AddVersion command, Instant at) {
        Known known = state.templates().get(command.id());
        if (known == null || known.deleted()) {
            return absent(command.id());
        }
        Optional<KnownVersion> before = known.byId(command.versionId());
        TemplateFormat format = known.format().orElse(TemplateFormat.PUREBOOT);
        if (before.isPresent()) {
            return before.get().sha256().equals(sha256(format, command.content()))
                    ? new CatalogDecision.Unchanged<>(true)
                    : CatalogDecision.refused(
                            CatalogRefusal.Code.IDEMPOTENCY_KEY_REUSED,
                            "the key belongs to version " + before.get().version() + " with another content");
        }
        return messageFault(command.commitMessage())
                .or(() -> contentFault(format, command.content()))
                .<CatalogDecision<TemplateEvent>>map(CatalogDecision.Refused::new)
                .orElseGet(() -> new CatalogDecision.Accepted<>(new VersionAdded(
                        at,
                        command.id(),
                        version(
                                command.versionId(),
                                format,
                                known.newest().next(command.bump()),
                                command.content(),
                                at,
                                command.by(),
                                command.commitMessage()),
                        command.content())));
    }

    private static CatalogDecision<TemplateEvent> decideChange(State state, Change command, Instant at) {
        Known known = state.templates().get(command.id());
        if (known == null || known.deleted()) {
            return absent(command.id());
        }
        if (!known.matches(command.ifMatch())) {
            return conflict(command.id());
        }
        Optional<VersionNumber> unknown = command.current().filter(number -> !known.has(number));
        if (unknown.isPresent()) {
            return CatalogDecision.refused(
                    CatalogRefusal.Code.VERSION_NOT_FOUND,
                    "template " + known.name() + " has no version " + unknown.get());
        }
        return command.name()
                .flatMap(name -> nameFault(state, command.id(), name))
                .or(() -> command.description().flatMap(text -> textFault(text, "the description")))
                .<CatalogDecision<TemplateEvent>>map(CatalogDecision.Refused::new)
                .orElseGet(() -> new CatalogDecision.Accepted<>(new TemplateChanged(
                        at, command.id(), command.name(), command.description(), command.current(), command.by())));
    }

    private static CatalogDecision<TemplateEvent> decideDelete(State state, Delete command, Instant at) {
        Known known = state.templates().get(command.id());
        if (known == null || known.deleted()) {
            return absent(command.id());
        }
        return known.matches(command.ifMatch())
                ? new CatalogDecision.Accepted<>(new TemplateDeleted(at, command.id(), command.by()))
                : conflict(command.id());
    }

    private static CatalogDecision<TemplateEvent> conflict(TemplateId id) {
        return CatalogDecision.refused(
                CatalogRefusal.Code.VERSION_CONFLICT, "template " + id + " is not what If-Match names any more");
    }

    private static CatalogDecision<TemplateEvent> absent(TemplateId id) {
        return CatalogDecision.refused(CatalogRefusal.Code.TEMPLATE_NOT_FOUND, "there is no template " + id);
    }

    private static TemplateVersion version(
            String id,
            TemplateFormat format,
            VersionNumber number,
            String content,
            Instant at,
            String by,
            Optional<String> message) {
        Optional<FileContent> file = file(format, content);
        return new TemplateVersion(
                id,
                number,
                sha256(format, content),
                file.map(FileContent::sizeBytes)
                        .orElseGet(() -> (long) content.getBytes(StandardCharsets.UTF_8).length),
                TemplateFaults.references(format, content),
                at,
                by,
                message);
    }

    /** Of the file itself when the content only names one. */
    private static String sha256(TemplateFormat format, String content) {
        return file(format, content).map(file -> file.hash().hex()).orElseGet(() -> Sha256.of(content));
    }

    private static Optional<FileContent> file(TemplateFormat format, String content) {
        return format == TemplateFormat.FILE ? FileContent.parse(content) : Optional.empty();
    }

    private static String fieldsSha256(Create command) {
        return Sha256.ofAll(
                command.name(),
                command.description(),
                command.format().wire(),
                command.content(),
                command.commitMessage().orElse(""));
    }

    private static Optional<CatalogRefusal> nameFault(State state, TemplateId id, String name) {
        if (!TemplateReference.nameWellFormed(name) || !StorableText.isLine(name)) {
            return refusal(
                    CatalogRefusal.Code.NAME_INVALID,
                    "a name has 1 to 255 letters, digits, single spaces and . _ - / and begins with a letter, a digit or _, not: "
                            + Ids.shown(name));
        }
        TemplateId holder = state.names().get(name);
        return holder == null || holder.equals(id)
                ? Optional.empty()
                : refusal(
                        CatalogRefusal.Code.NAME_TAKEN,
                        "the name " + Ids.shown(name) + " belongs to template " + holder);
    }

    private static Optional<CatalogRefusal> messageFault(Optional<String> message) {
        return message.flatMap(text -> textFault(text, "the commit message"));
    }

    private static Optional<CatalogRefusal> textFault(String text, String what) {
        return StorableText.holds(text) && text.length() <= 64 * 1024
                ? Optional.empty()
                : refusal(
                        CatalogRefusal.Code.FIELD_INVALID,
                        what + " holds a NUL or an unpaired surrogate, or more than 65536 characters");
    }

    private static Optional<CatalogRefusal> contentFault(TemplateFormat format, String content) {
        if (format == TemplateFormat.FILE && FileContent.parse(content).isEmpty()) {
            return refusal(CatalogRefusal.Code.TEMPLATE_INVALID, "a file's version names the file by its SHA-256");
        }
        if (!StorableText.holds(content)) {
            return refusal(CatalogRefusal.Code.TEMPLATE_INVALID, "the content holds a NUL or an unpaired surrogate");
        }
        int size = content.getBytes(StandardCharsets.UTF_8).length;
        if (size > LARGEST_CONTENT) {
            return refusal(
                    CatalogRefusal.Code.TEMPLATE_TOO_LARGE,
                    "the content has " + size + " bytes; at most " + LARGEST_CONTENT + " are kept");
        }
        List<Problem.Fault> faults = TemplateFaults.structure(format, content);
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of(new CatalogRefusal(
                        CatalogRefusal.Code.TEMPLATE_INVALID, "the content cannot be rendered", faults));
    }

    private static Optional<CatalogRefusal> refusal(CatalogRefusal.Code code, String detail) {
        return Optional.of(CatalogRefusal.of(code, detail));
    }

    public static State evolve(State state, TemplateEvent event) {
        return switch (event) {
            case TemplateCreated e ->
                put(
                        state,
                        e.id(),
                        new Known(
                                e.name(),
                                e.version().version(),
                                List.of(known(e.version())),
                                e.fieldsSha256(),
                                Optional.of(Sha256.of(e.description())),
                                Optional.of(e.format()),
                                false));
            case VersionAdded e -> changed(state, e.id(), before -> added(before, e.version()));
            case TemplateChanged e ->
                changed(
                        state,
                        e.id(),
                        before -> new Known(
                                e.name().orElse(before.name()),
                                e.current().orElse(before.current()),
                                before.versions(),
                                before.fieldsSha256(),
                                e.description().map(Sha256::of).or(before::descriptionSha256),
                                before.format(),
                                before.deleted()));
            case TemplateDeleted e ->
                changed(
                        state,
                        e.id(),
                        before -> new Known(
                                before.name(),
                                before.current(),
                                before.versions(),
                                before.fieldsSha256(),
                                before.descriptionSha256(),
                                before.format(),
                                true));
        };
    }

    private static KnownVersion known(TemplateVersion version) {
        return new KnownVersion(version.id(), version.version(), version.sha256());
    }

    private static Known added(Known before, TemplateVersion version) {
        List<KnownVersion> versions = new ArrayList<>(before.versions());
        versions.add(known(version));
        return new Known(
                before.name(),
                version.version(),
                versions,
                before.fieldsSha256(),
                before.descriptionSha256(),
                before.format(),
                before.deleted());
    }

    private static State changed(State state, TemplateId id, UnaryOperator<Known> change) {
        Known before = state.templates().get(id);
        return before == null ? state : put(state, id, change.apply(before));
    }

    private static State put(State state, TemplateId id, Known known) {
        Map<TemplateId, Known> templates = new HashMap<>(state.templates());
        Map<String, TemplateId> names = new HashMap<>(state.names());
        Known before = templates.put(id, known);
        if (before != null) {
            names.remove(before.name(), id);
        }
        if (!known.deleted()) {
            names.put(known.name(), id);
        }
        return new State(templates, names);
    }
}
