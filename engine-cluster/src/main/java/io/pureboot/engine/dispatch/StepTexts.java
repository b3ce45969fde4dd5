package io.pureboot.engine.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.access.CallbackTokens;
import io.pureboot.engine.node.NodeView;
import io.pureboot.engine.node.Nodes;
import io.pureboot.engine.registry.GroupEntry;
import io.pureboot.engine.registry.Groups;
import io.pureboot.engine.registry.Templates;
import io.pureboot.engine.secret.Secrets;
import io.pureboot.engine.template.IncludeSource;
import io.pureboot.engine.template.TemplateLanguages;
import io.pureboot.engine.template.TemplateReference;
import io.pureboot.engine.template.TemplateSource;
import io.pureboot.engine.template.Variables;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.protocol.Json;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Gathers what the texts of one execution's step may speak of: its machine, group, workflow, edge, and its pinned templates. */
public final class StepTexts {
    private final Nodes nodes;
    private final Groups groups;
    private final Templates templates;
    private final Secrets secrets;
    private final CallbackTokens tokens;
    private final TemplateLanguages languages;

    public StepTexts(
            Nodes nodes,
            Groups groups,
            Templates templates,
            Secrets secrets,
            CallbackTokens tokens,
            TemplateLanguages languages) {
        this.nodes = nodes;
        this.secrets = secrets;
        this.groups = groups;
        this.templates = templates;
        this.tokens = tokens;
        this.languages = languages;
    }

    /**
     * @param serverUrl under which the machine reaches its edge, without a slash at the end
     * @param inline the texts that are to be rendered and are no templates: secrets that they name are at hand then
     */
    CompletionStage<TextPress> press(
            Execution execution, Optional<GraphStep> step, String serverUrl, Collection<String> inline) {
        return includes(execution)
                .thenCompose(includes -> secrets.source(texts(execution, includes, inline))
                        .thenCompose(source -> nodes.get(execution.nodeId())
                                .thenCompose(node -> group(node)
                                        .thenApply(group -> new TextPress(
                                                languages,
                                                variables(execution, step, node, group, serverUrl)
                                                        .with(source),
                                                includes,
                                                execution.workflow().templates())))));
    }

    private static List<String> texts(Execution execution, IncludeSource includes, Collection<String> inline) {
        Stream<String> templates = execution.workflow().templates().stream()
                .flatMap(pin -> TemplateReference.parse(pin.reference()).stream())
                .flatMap(reference -> includes.find(reference).stream())
                .map(TemplateSource::content);
        return Stream.concat(inline.stream(), templates).toList();
    }

    private CompletionStage<Optional<GroupEntry>> group(Optional<NodeView> node) {
        return node.flatMap(NodeView::groupId)
                .map(groups::get)
                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
    }

    private CompletionStage<IncludeSource> includes(Execution execution) {
        return execution.workflow().templates().isEmpty()
                ? CompletableFuture.completedStage(IncludeSource.NONE)
                : templates.contents(execution.workflow().templates());
    }

    private Variables variables(
            Execution execution,
            Optional<GraphStep> step,
            Optional<NodeView> node,
            Optional<GroupEntry> group,
            String serverUrl) {
        Variables variables = Variables.none()
                .with(workflow(execution))
                .with(server(serverUrl))
                .with(execution(execution, step, serverUrl))
                .withMeta(meta(execution, node, group));
        Variables withNode = node.map(n -> variables.with(StepTexts.node(n))).orElse(variables);
        return group.map(g -> withNode.with(new Variables.Group(g.id(), g.name(), g.description())))
                .orElse(withNode);
    }

    private static Variables.Workflow workflow(Execution execution) {
        return new Variables.Workflow(
                execution.workflow().id(),
                execution.workflow().name(),
                execution.workflow().description());
    }

    static Variables.Server server(String url) {
        String host = Optional.ofNullable(URI.create(url).getHost()).orElse("");
        return new Variables.Server(url, "tftp://" + host, url);
    }

    private Variables.Execution execution(Execution execution, Optional<GraphStep> step, String serverUrl) {
        MachineUrls urls = new MachineUrls(serverUrl, execution.id(), token(execution));
        return new Variables.Execution(
                execution.id(),
                step.map(GraphStep::id),
                step.map(GraphStep::name),
                Optional.of(SeedDesk.phoneHome(urls, execution, step)),
                step.map(s -> urls.report(s.id())),
                Optional.of(urls.seed()));
    }

    static Variables.Node node(NodeView node) {
        return new Variables.Node(
                node.id(),
                Optional.of(node.macAddress()),
                node.ipAddress(),
                node.hostname(),
                node.uuid(),
                node.serial(),
                node.vendor(),
                node.model(),
                node.architecture(),
                node.bootMode(),
                node.state());
    }

    /** The profile's values, over them the group's metadata, over it the node's, over it the execution's parameters: the nearer word holds. */
    private static ObjectNode meta(Execution execution, Optional<NodeView> node, Optional<GroupEntry> group) {
        ObjectNode meta = Json.mapper().createObjectNode();
        execution
                .workflow()
                .profile()
                .ifPresent(profile -> meta.set("profile", profile.values().deepCopy()));
        group.ifPresent(g -> lay(meta, g.metadata()));
        node.ifPresent(n -> lay(meta, n.metadata()));
        lay(meta, execution.parameters());
        return meta;
    }

    static void lay(ObjectNode under, JsonNode over) {
        over.properties().forEach(field -> {
            if (under.get(field.getKey()) instanceof ObjectNode below
                    && field.getValue().isObject()) {
                lay(below, field.getValue());
            } else {
                under.set(field.getKey(), field.getValue().deepCopy());
            }
        });
    }

    private String token(Execution execution) {
        return tokens.of(execution.id(), execution.machineBoots().tokenGeneration());
    }
}
