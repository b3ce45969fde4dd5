package io.pureboot.engine.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.http.exchange.Answers;
import io.pureboot.engine.http.exchange.Call;
import io.pureboot.engine.http.exchange.Fields;
import io.pureboot.engine.http.exchange.Problems;
import io.pureboot.engine.http.exchange.Read;
import io.pureboot.engine.registry.NewTemplate;
import io.pureboot.engine.registry.TemplateChange;
import io.pureboot.engine.registry.TemplateEntry;
import io.pureboot.engine.registry.TemplateFilter;
import io.pureboot.engine.registry.TemplatePatch;
import io.pureboot.engine.registry.TemplateText;
import io.pureboot.engine.registry.Templates;
import io.pureboot.engine.template.Bump;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.VersionSelector;
import io.pureboot.engine.template.catalog.TemplateVersion;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.TemplateId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** {@code /api/v1/templates} and their versions. */
final class TemplateRoutes {
    private static final String PATH = "/api/v1/templates/";
    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_TEXT = 10_000;
    static final int LONGEST_CONTENT = 4 << 20;

    private final Templates templates;
    private final PageSize pages;

    TemplateRoutes(Templates templates, PageSize pages) {
        this.templates = templates;
        this.pages = pages;
    }

    CompletionStage<HttpResponse> list(Call call) {
        return call.parameter("format", TemplateFormat::parse, "pureboot, handlebars or file")
                .map(format -> new TemplateFilter(call.query("q"), call.query("name"), format))
                .then(filter -> pages.slice(call).map(slice -> templates.list(filter, slice.after(), slice.limit())))
                .serve(page -> PageSize.answer(page, TemplateRoutes::json));
    }

    CompletionStage<HttpResponse> create(Call call) {
        return call.idempotencyKey()
                .then(key -> call.object()
                        .then(TemplateRoutes::template)
                        .map(template -> templates.create(template, call.by(), key)))
                .serve(stage -> stage.thenApply(answer -> Refusals.or(
                        answer,
                        (entry, duplicate) -> Answers.withETag(
                                Answers.created(PATH + entry.id(), duplicate, json(entry)), entry.tag()))));
    }

    private static Read<NewTemplate> template(ObjectNode body) {
        Fields fields = new Fields(body);
        String name = fields.requiredText("name", LONGEST_NAME);
        Optional<String> description = fields.text("description", LONGEST_TEXT);
        Optional<TemplateFormat> format = format(fields);
        fields.demand("content");
        Optional<String> content = fields.text("content", LONGEST_CONTENT);
        Optional<String> message = fields.text("commit_message", LONGEST_TEXT);
        return fields.read(() -> new NewTemplate(
                name, description.orElse(""), format.orElse(TemplateFormat.PUREBOOT), content.orElse(""), message));
    }

    static Optional<TemplateFormat> format(Fields fields) {
        return fields.parsed("format", TemplateFormat::parse, "unknown_format", "pureboot, handlebars or file");
    }

    CompletionStage<HttpResponse> get(Call call) {
        return id(call).serve(id -> templates
                .get(id)
                .thenApply(entry -> entry.map(TemplateRoutes::shown).orElseGet(() -> unknown(id))));
    }

    private static HttpResponse shown(TemplateEntry entry) {
        return Answers.withETag(Answers.json(json(entry)), entry.tag());
    }

    /** Who has made what of it, newest first; of a deleted template too. */
    CompletionStage<HttpResponse> history(Call call) {
        return id(call).serve(id -> templates
                .history(id)
                .thenApply(changes -> changes.isEmpty()
                        ? unknown(id)
                        : Answers.page(
                                changes.stream().map(TemplateRoutes::json).toList(), Optional.empty())));
    }

    private static ObjectNode json(TemplateChange change) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.set("at", Json.mapper().valueToTree(change.at()));
        json.put("by", change.by()).put("action", change.action());
        change.current().ifPresent(current -> fromTo(json, "current_version", current));
        change.name().ifPresent(name -> fromTo(json, "name", name));
        change.description().ifPresent(description -> fromTo(json, "description", description));
        change.commitMessage().ifPresent(message -> json.put("commit_message", message));
        return json;
    }

    private static void fromTo(ObjectNode json, String field, TemplateChange.FromTo<?> change) {
        ObjectNode both = json.putObject(field);
        both.put("from", change.from().map(Object::toString).orElse(null));
        both.put("to", change.to().toString());
    }

    CompletionStage<HttpResponse> patch(Call call) {
        return id(call).then(id -> call.object()
                        .then(TemplateRoutes::patch)
                        .map(patch -> templates.patch(id, patch, call.header("If-Match"), call.by())))
                .serve(stage -> stage.thenApply(answer -> Refusals.or(answer, (entry, same) -> shown(entry))));
    }

    private static Read<TemplatePatch> patch(ObjectNode body) {
        Fields fields = new Fields(body);
        Optional<String> name = fields.text("name", LONGEST_NAME);
        Optional<String> description = fields.text("description", LONGEST_TEXT);
        Optional<VersionSelector> current =
                fields.parsed("current_version", VersionSelector::parse, "malformed_version", "a version such as v2.1");
        return fields.read(() -> new TemplatePatch(name, description, current));
    }

    CompletionStage<HttpResponse> delete(Call call) {
        return id(call).then(id -> call.flag("force")
                        .map(force -> templates.delete(id, force.orElse(false), call.header("If-Match"), call.by())))
                .serve(stage -> stage.thenApply(answer -> Refusals.or(answer, (entry, same) -> Answers.nothing())));
    }

    CompletionStage<HttpResponse> addVersion(Call call) {
        return id(call).then(id -> call.idempotencyKey()
                        .then(key -> call.parameter("bump", Bump::parse, "minor or major")
                                .then(bump -> call.object()
                                        .then(body -> version(id, bump.orElse(Bump.MINOR), body, call, key)))))
                .serve(stage -> stage);
    }

    private Read<CompletionStage<HttpResponse>> version(
            TemplateId id, Bump bump, ObjectNode body, Call call, Optional<String> key) {
        Fields fields = new Fields(body);
        fields.demand("content");
        Optional<String> content = fields.text("content", LONGEST_CONTENT);
        Optional<String> message = fields.text("commit_message", LONGEST_TEXT);
        return fields.read(() -> templates
                .addVersion(id, bump, content.orElse(""), call.by(), message, key)
                .thenApply(answer -> Refusals.or(
                        answer,
                        (version, duplicate) -> Answers.created(
                                PATH + id + "/versions/" + version.version(), duplicate, json(id, version)))));
    }

    CompletionStage<HttpResponse> versions(Call call) {
        return id(call).serve(id -> templates
                .versions(id)
                .thenApply(versions -> versions.isEmpty()
                        ? unknown(id)
                        : Answers.page(
                                versions.stream()
                                        .map(version -> json(id, version))
                                        .toList(),
                                Optional.empty())));
    }

    CompletionStage<HttpResponse> version(Call call) {
        return id(call).then(id -> call.id("version", VersionSelector::parse).map(version -> version(id, version)))
                .serve(stage -> stage);
    }

    private CompletionStage<HttpResponse> version(TemplateId id, VersionSelector selector) {
        return templates
                .version(id, selector)
                .thenCompose(found -> found.map(version -> templates
                                .text(id, version.version())
                                .thenApply(text -> Answers.withETag(
                                        Answers.json(json(id, version)
                                                .put(
                                                        "content",
                                                        text.map(TemplateText::content)
                                                                .orElse(""))),
                                        version.sha256())))
                        .orElseGet(() -> CompletableFuture.completedStage(Answers.problem(
                                Problems.of("version-not-found", "template " + id + " has no " + selector)))));
    }

    private static Read<TemplateId> id(Call call) {
        return call.id("template", TemplateId::parse);
    }

    private static HttpResponse unknown(TemplateId id) {
        return Answers.problem(Problems.of("template-not-found", "no template has the id " + id));
    }

    private static ObjectNode json(TemplateEntry entry) {
        ObjectNode json = Json.mapper()
                .createObjectNode()
                .put("id", entry.id().value())
                .put("name", entry.name())
                .put("description", entry.description())
                .put("format", entry.format().wire())
                .put("current_version_id", entry.current().id())
                .put("current_version", entry.current().version().toString());
        json.set("created_at", Json.mapper().valueToTree(entry.createdAt()));
        json.put("created_by", entry.createdBy());
        json.set("updated_at", Json.mapper().valueToTree(entry.updatedAt()));
        return json;
    }

    /** Document 000's TemplateVersion. */
    private static ObjectNode json(TemplateId id, TemplateVersion version) {
        ObjectNode json = Json.mapper()
                .createObjectNode()
                .put("id", version.id())
                .put("template_id", id.value())
                .put("version", version.version().toString())
                .put("major", version.version().major())
                .put("minor", version.version().minor())
                .put("content_hash", version.sha256())
                .put("size_bytes", version.sizeBytes());
        json.set("includes", Json.mapper().valueToTree(version.includes()));
        json.set("created_at", Json.mapper().valueToTree(version.createdAt()));
        json.put("created_by", version.createdBy());
        version.commitMessage().ifPresent(message -> json.put("commit_message", message));
        return json;
    }
}
