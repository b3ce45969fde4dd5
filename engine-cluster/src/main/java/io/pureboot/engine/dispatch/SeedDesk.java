package io.pureboot.engine.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.pureboot.engine.access.CallbackTokens;
import io.pureboot.engine.execution.Executions;
import io.pureboot.engine.node.NodeView;
import io.pureboot.engine.node.Nodes;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.CurrentWork;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.Task;
import io.pureboot.engine.workflow.TemplateFields;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.StepId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/** The NoCloud seed of a machine whose installed system's cloud-init asks for it; only while its execution is under way. */
public final class SeedDesk {
    private static final String EMPTY_USER_DATA = "#cloud-config\n";
    private static final Pattern INSTANCE_ID = Pattern.compile("^instance-id:", Pattern.MULTILINE);

    private final Executions executions;
    private final Nodes nodes;
    private final StepTexts texts;
    private final CallbackTokens tokens;
    private final MachinePace pace;

    public SeedDesk(Executions executions, Nodes nodes, StepTexts texts, CallbackTokens tokens, MachinePace pace) {
        this.executions = executions;
        this.nodes = nodes;
        this.texts = texts;
        this.tokens = tokens;
        this.pace = pace;
    }

    /** What came of asking for a file. */
    public sealed interface Seed {
        record File(String text) implements Seed {}

        /** No such execution. */
        record UnknownExecution() implements Seed {}

        /** It has ended: its seed holds a token and is not handed out any more. */
        record ExecutionOver() implements Seed {}

        /** cloud-init goes on without this one. */
        record NoSuchFile() implements Seed {}

        record Unrendered(String message) implements Seed {}
    }

    /**
     * A file of the seed.
     *
     * @param file {@code meta-data}, {@code user-data}, {@code vendor-data}; {@code network-config} only where the step has a template of it
     */
    public CompletionStage<Seed> file(ExecutionId id, String file, Optional<String> serverUrl) {
        String url = serverUrl.orElse(pace.publicUrl());
        return executions.get(id).thenCompose(found -> {
            if (found.isEmpty()) {
                return now(new Seed.UnknownExecution());
            }
            Execution execution = found.get();
            if (execution.status().terminal()) {
                return now(new Seed.ExecutionOver());
            }
            return switch (file) {
                case "meta-data" -> metaData(execution, url);
                case "user-data" ->
                    own(execution, TemplateFields.TEXT, url)
                            .thenApply(own -> own.orElseGet(() -> new Seed.File(EMPTY_USER_DATA)));
                case "vendor-data" -> vendorData(execution, url);
                case "network-config" ->
                    own(execution, TemplateFields.NETWORK_CONFIG, url)
                            .thenApply(own -> own.orElseGet(Seed.NoSuchFile::new));
                default -> now(new Seed.NoSuchFile());
            };
        });
    }

    /** What the step's own template says; empty when it names none. */
    private CompletionStage<Optional<Seed>> own(Execution execution, String field, String url) {
        Optional<GraphStep> step = cloudInit(execution);
        Optional<String> template = step.flatMap(s -> configured(s, field));
        return template.map(reference -> texts.press(execution, step, url, List.of())
                        .thenApply(press -> Optional.of(seed(press.template(reference)))))
                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
    }

    /** A new execution is a new instance, so that cloud-init runs everything anew; a template of it need not say so. */
    private CompletionStage<Seed> metaData(Execution execution, String url) {
        String instance = "instance-id: " + quoted(execution.id().value()) + "\n";
        return own(execution, TemplateFields.META_DATA, url)
                .thenCompose(own -> own.map(seed -> now(named(seed, instance)))
                        .orElseGet(() -> nodes.get(execution.nodeId())
                                .thenApply(node -> new Seed.File(
                                        instance + "local-hostname: " + quoted(hostname(execution, node)) + "\n"))));
    }

    private static Seed named(Seed own, String instance) {
        return own instanceof Seed.File(String text)
                        && !INSTANCE_ID.matcher(text).find()
                ? new Seed.File(instance + text)
                : own;
    }

    private static String hostname(Execution execution, Optional<NodeView> node) {
        return node.flatMap(NodeView::hostname)
                .orElseGet(() -> "node-"
                        + node.map(n -> n.macAddress().hyphenated())
                                .orElse(execution.nodeId().value()));
    }

    /** Phone-home and reporting, and what the step's own template adds to them. */
    private CompletionStage<Seed> vendorData(Execution execution, String url) {
        return ours(execution, url)
                .thenCompose(ours -> own(execution, TemplateFields.VENDOR_DATA, url)
                        .thenApply(
                                own -> own.map(theirs -> together(ours, theirs)).orElse(ours)));
    }

    /** An archive of both (cloudinit/user_data.py): cloud-init merges what they say. */
    private static Seed together(Seed ours, Seed theirs) {
        if (ours instanceof Seed.File(String first) && theirs instanceof Seed.File(String second)) {
            return new Seed.File("#cloud-config-archive\n- type: text/cloud-config\n  content: " + quoted(first)
                    + "\n- content: " + quoted(second) + "\n");
        }
        return ours instanceof Seed.File ? theirs : ours;
    }

    private CompletionStage<Seed> ours(Execution execution, String url) {
        MachineUrls urls = new MachineUrls(url, execution.id(), token(execution));
        Optional<GraphStep> step = cloudInit(execution);
        Optional<String> elsewhere = step.flatMap(s -> configured(s, "phone_home_url"));
        return elsewhere
                .map(own -> texts.press(execution, step, url, List.of(own)).thenApply(press -> switch (press.text(
                        own)) {
                    case TextPress.Printed.Text(String text) -> vendorData(text, events(urls, execution, step));
                    case TextPress.Printed.Failed(String message) -> (Seed) new Seed.Unrendered(message);
                }))
                .orElseGet(() -> now(vendorData(phoneHome(urls, execution, step), events(urls, execution, step))));
    }

    /** Where {@code step}'s system phones home; of a step that waits for no such call, whichever step does. */
    static String phoneHome(MachineUrls urls, Execution execution, Optional<GraphStep> step) {
        Optional<StepId> waits = waiting(step);
        return urls.phoneHome(waits, waits.map(id -> awaited(execution, id)));
    }

    private static String events(MachineUrls urls, Execution execution, Optional<GraphStep> step) {
        Optional<StepId> waits = waiting(step);
        return urls.events(waits, waits.map(id -> awaited(execution, id)));
    }

    private static Optional<StepId> waiting(Optional<GraphStep> step) {
        return step.filter(SeedDesk::isCloudInit).map(GraphStep::id);
    }

    /** The attempt that this system belongs to: the one that waits for it, or the next one, which will. */
    private static int awaited(Execution execution, StepId step) {
        int latest = execution.latestAttempt(step).map(Attempt::attempt).orElse(0);
        return execution.running(step, latest).isPresent() ? latest : latest + 1;
    }

    private static Seed vendorData(String phoneHome, String events) {
        return new Seed.File("""
                #cloud-config
                phone_home:
                  url: %s
                  post: [instance_id, hostname, fqdn]
                  tries: 10
                reporting:
                  pureboot:
                    type: webhook
                    endpoint: %s
                """.formatted(quoted(phoneHome), quoted(events)));
    }

    private static Seed seed(TextPress.Printed printed) {
        return switch (printed) {
            case TextPress.Printed.Text(String text) -> new Seed.File(text);
            case TextPress.Printed.Failed(String message) -> new Seed.Unrendered(message);
        };
    }

    /** The cloud_init step that is current, or the next one to come: the machine may be faster than the word of its reboot. */
    private static Optional<GraphStep> cloudInit(Execution execution) {
        Optional<GraphStep> current = execution.tasks().stream()
                .map(Task::step)
                .flatMap(id -> execution.step(id).stream())
                .filter(SeedDesk::isCloudInit)
                .findFirst();
        return current.or(
                () -> CurrentWork.of(execution).about().flatMap(step -> next(execution, step, new HashSet<>())));
    }

    private static Optional<GraphStep> next(Execution execution, GraphStep from, Set<StepId> seen) {
        if (isCloudInit(from)) {
            return Optional.of(from);
        }
        seen.add(from.id());
        return from.onSuccess().stream()
                .filter(id -> !seen.contains(id))
                .flatMap(id -> execution.step(id).stream())
                .flatMap(step -> next(execution, step, seen).stream())
                .findFirst();
    }

    private static boolean isCloudInit(GraphStep step) {
        return step.type().equals("cloud_init");
    }

    private static Optional<String> configured(GraphStep step, String field) {
        return Optional.ofNullable(step.config().get(field))
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue);
    }

    /** A JSON string is a YAML scalar too. */
    private static String quoted(String text) {
        return Json.mapper().getNodeFactory().textNode(text).toString();
    }

    private static CompletionStage<Seed> now(Seed seed) {
        return CompletableFuture.completedStage(seed);
    }

    private String token(Execution execution) {
        return tokens.of(execution.id(), execution.machineBoots().tokenGeneration());
    }
}
