package io.pureboot.engine.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.node.NodeView;
import io.pureboot.engine.node.Nodes;
import io.pureboot.engine.registry.DeviceProfiles;
import io.pureboot.engine.registry.GroupEntry;
import io.pureboot.engine.registry.Groups;
import io.pureboot.engine.registry.TemplateEntry;
import io.pureboot.engine.registry.Templates;
import io.pureboot.engine.registry.WorkflowEntry;
import io.pureboot.engine.registry.Workflows;
import io.pureboot.engine.template.IncludeSource;
import io.pureboot.engine.template.SecretSource;
import io.pureboot.engine.template.TemplateFaults;
import io.pureboot.engine.template.TemplateFormat;
import io.pureboot.engine.template.TemplateLanguages;
import io.pureboot.engine.template.TemplateSource;
import io.pureboot.engine.template.Variables;
import io.pureboot.engine.template.VersionNumber;
import io.pureboot.engine.template.VersionSelector;
import io.pureboot.engine.template.diff.TextDiff;
import io.pureboot.engine.workflow.PinnedTemplate;
import io.pureboot.engine.workflow.profile.ProfileMatch;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.TemplateId;
import io.pureboot.protocol.WorkflowId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** What a template would say, and how two of its versions differ. Nothing changes, and no secret is opened (promise P-23). */
public final class PreviewDesk {
    private final Nodes nodes;
    private final Groups groups;
    private final Workflows workflows;
    private final Templates templates;
    private final DeviceProfiles profiles;
    private final TemplateLanguages languages;
    private final String publicUrl;
    private final PreviewGate gate;

    /** @param publicUrl what {@code ${server.url}} is: no edge stands in between */
    public PreviewDesk(
            Nodes nodes,
            Groups groups,
            Workflows workflows,
            Templates templates,
            DeviceProfiles profiles,
            TemplateLanguages languages,
            String publicUrl,
            PreviewGate gate) {
        this.nodes = nodes;
        this.groups = groups;
        this.workflows = workflows;
        this.templates = templates;
        this.profiles = profiles;
        this.languages = languages;
        this.publicUrl = publicUrl;
        this.gate = gate;
    }

    /** The text that is to be rendered, with what is known of it. */
    private record Root(Optional<TemplateEntry> template, Optional<VersionNumber> version, TemplateSource source) {}

    /** Of which machine and workflow it speaks. */
    private record About(
            Optional<NodeView> node,
            Optional<GroupEntry> group,
            Optional<WorkflowEntry> workflow,
            Optional<ProfileMatch> profile) {}

    public CompletionStage<Preview> preview(PreviewQuestion question) {
        return inTurn(() -> switch (question.source()) {
            case PreviewQuestion.Source.Unsaved unsaved ->
                about(
                        question,
                        new Root(
                                Optional.empty(),
                                Optional.empty(),
                                TemplateSource.inline(unsaved.format(), unsaved.content())));
            case PreviewQuestion.Source.Stored stored -> stored(question, stored);
        });
    }

    private CompletionStage<Preview> stored(PreviewQuestion question, PreviewQuestion.Source.Stored stored) {
        return templates.get(stored.id()).thenCompose(found -> {
            if (found.isEmpty()) {
                return now(new Preview.NoTemplate(stored.id()));
            }
            TemplateEntry template = found.get();
            return stored.content()
                    .map(content -> about(
                            question,
                            new Root(
                                    found,
                                    Optional.empty(),
                                    new TemplateSource(template.name(), "unsaved", template.format(), content))))
                    .orElseGet(() -> text(template.id(), stored.version())
                            .thenCompose(text -> text.map(kept -> about(
                                            question,
                                            new Root(
                                                    found,
                                                    Optional.of(kept.version()),
                                                    new TemplateSource(
                                                            template.name(),
                                                            kept.version().toString(),
                                                            template.format(),
                                                            kept.content()))))
                                    .orElseGet(() -> now(new Preview.NoVersion(template.id(), stored.version())))));
        });
    }

    private record Text(VersionNumber version, String content) {}

    private CompletionStage<Optional<Text>> text(TemplateId id, VersionSelector selector) {
        return templates
                .version(id, selector)
                .thenCompose(found -> found.map(version -> templates
                                .text(id, version.version())
                                .thenApply(kept -> kept.map(text -> new Text(version.version(), text.content()))))
                        .orElseGet(() -> CompletableFuture.completedStage(Optional.empty())));
    }

    private CompletionStage<Preview> about(PreviewQuestion question, Root root) {
        CompletionStage<Optional<NodeView>> asked =
                question.node().map(nodes::get).orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
        return asked.thenCompose(node -> {
            if (question.node().isPresent() && node.isEmpty()) {
                return now(new Preview.NoNode(question.node().get()));
            }
            return group(node).thenCompose(group -> {
                Optional<WorkflowId> wanted = question.workflow()
                        .or(() -> node.flatMap(NodeView::workflowId))
                        .or(() -> group.flatMap(GroupEntry::workflowId));
                return workflow(wanted)
                        .thenCompose(workflow -> question.workflow().isPresent() && workflow.isEmpty()
                                ? now(new Preview.NoWorkflow(question.workflow().get()))
                                : profile(node)
                                        .thenCompose(profile ->
                                                render(question, root, new About(node, group, workflow, profile))));
            });
        });
    }

    private CompletionStage<Optional<GroupEntry>> group(Optional<NodeView> node) {
        return node.flatMap(NodeView::groupId)
                .map(groups::get)
                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
    }

    private CompletionStage<Optional<ProfileMatch>> profile(Optional<NodeView> node) {
        return node.map(each -> profiles.match(each.vendor(), each.model()))
                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
    }

    private CompletionStage<Optional<WorkflowEntry>> workflow(Optional<WorkflowId> id) {
        return id.map(workflows::get).orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
    }

    private CompletionStage<Preview> render(PreviewQuestion question, Root root, About about) {
        List<String> references =
                TemplateFaults.references(root.source().format(), root.source().content());
        return templates
                .reachable(references)
                .thenCompose(reached -> templates
                        .contents(reached)
                        .thenApplyAsync(
                                includes -> rendered(question, root, about, reached, includes), gate.threads()));
    }

    private Preview rendered(
            PreviewQuestion question, Root root, About about, List<PinnedTemplate> reached, IncludeSource includes) {
        Variables variables = question.imagined().apply(variables(root, about)).with(SecretSource.MASKED);
        return new Preview.Shown(
                root.template(),
                root.version(),
                languages.render(root.source(), variables, includes, question.strict()),
                reached);
    }

    private Variables variables(Root root, About about) {
        ObjectNode meta = Json.mapper().createObjectNode();
        about.profile()
                .ifPresent(match -> meta.set("profile", match.profile().values().deepCopy()));
        about.group().ifPresent(group -> StepTexts.lay(meta, group.metadata()));
        about.node().ifPresent(node -> StepTexts.lay(meta, node.metadata()));
        return new Variables(
                about.node().map(StepTexts::node),
                about.group().map(group -> new Variables.Group(group.id(), group.name(), group.description())),
                about.workflow()
                        .map(workflow -> new Variables.Workflow(
                                workflow.id(),
                                workflow.name(),
                                workflow.current().definition().description())),
                Optional.of(StepTexts.server(publicUrl)),
                root.template()
                        .map(template -> new Variables.Template(
                                template.id(),
                                template.name(),
                                root.version().orElse(template.current().version()))),
                Optional.empty(),
                meta,
                SecretSource.MASKED);
    }

    /** All that is wrong with a text that is in no template yet, and with what it includes. */
    public CompletionStage<Preview> validate(TemplateFormat format, String content) {
        TemplateSource source = TemplateSource.inline(format, content);
        return inTurn(() -> templates
                .reachable(TemplateFaults.references(format, content))
                .thenCompose(templates::contents)
                .thenApplyAsync(includes -> new Preview.Analysed(languages.analyse(source, includes)), gate.threads()));
    }

    /** @param context unchanged lines around each change */
    public CompletionStage<Preview> compare(TemplateId id, VersionSelector from, VersionSelector to, int context) {
        return inTurn(() -> templates
                .get(id)
                .thenCompose(found -> found.isEmpty()
                        ? now(new Preview.NoTemplate(id))
                        : text(id, from)
                                .thenCompose(before -> before.isEmpty()
                                        ? now(new Preview.NoVersion(id, from))
                                        : text(id, to)
                                                .thenApplyAsync(
                                                        after -> after.<Preview>map(newer -> new Preview.Compared(
                                                                        found.get(),
                                                                        before.get()
                                                                                .version(),
                                                                        newer.version(),
                                                                        TextDiff.between(
                                                                                before.get()
                                                                                        .content(),
                                                                                newer.content(),
                                                                                context)))
                                                                .orElseGet(() -> new Preview.NoVersion(id, to)),
                                                        gate.threads()))));
    }

    private CompletionStage<Preview> inTurn(Supplier<CompletionStage<Preview>> work) {
        return gate.admit(work).orElseGet(() -> now(new Preview.Busy()));
    }

    private static CompletionStage<Preview> now(Preview preview) {
        return CompletableFuture.completedStage(preview);
    }
}
