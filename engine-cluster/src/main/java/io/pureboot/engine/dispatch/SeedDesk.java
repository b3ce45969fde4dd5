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
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.StepId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The NoCloud seed of a machine whose installed system's cloud-init asks for it; only while its execution is under way. */
public final class SeedDesk {
    private static final String EMPTY_USER_DATA = "#cloud-config\n";

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
     * @param file {@code meta-data}, {@code user-data}, {@code vendor-data}; {@code network-config} there is none
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
                case "meta-data" -> nodes.get(execution.nodeId()).thenApply(node -> metaData(execution, node));
                case "user-data" -> userData(execution, url);
                case "vendor-data" -> vendorData(execution, url);
                default -> now(new Seed.NoSuchFile());
            };
        });
    }

    /** A new execution is a new instance, so that cloud-init runs everything anew. */
    private static Seed metaData(Execution execution, Optional<NodeView> node) {
        String hostname = node.flatMap(NodeView::hostname)
                .orElseGet(() -> "node-"
                        + node.map(n -> n.macAddress().hyphenated())
                                .orElse(execution.nodeId().value()));
        return new Seed.File(
                "instance-id: " + quoted(execution.id().value()) + "\nlocal-hostname: " + quoted(hostname) + "\n");
    }

    private CompletionStage<Seed> userData(Execution execution, String url) {
        Optional<GraphStep> step = cloudInit(execution);
        Optional<String> template = step.flatMap(s -> configured(s, "template_id"));
        return template.map(reference -> texts.press(execution, step, url, List.of())
                        .thenApply(press -> seed(press.template(reference))))
                .orElseGet(() -> now(new Seed.File(EMPTY_USER_DATA)));
    }

    private CompletionStage<Seed> vendorData(Execution execution, String url) {
        MachineUrls urls = new MachineUrls(url, execution.id(), token(execution));
        Optional<GraphStep> step = cloudInit(execution);
        Optional<String> elsewhere = step.flatMap(s -> configured(s, "phone_home_url"));
        return elsewhere
                .map(own -> texts.press(execution, step, url, List.of(own))
                        .thenApply(press -> switch (press.text(own)) {
                            case TextPress.Printed.Text(String text) -> vendorData(urls, text);
                            case TextPress.Printed.Failed(String message) -> (Seed) new Seed.Unrendered(message);
                        }))
                .orElseGet(() -> now(vendorData(urls, phoneHome(urls, execution, step))));
    }

    /** Where {@code step}'s system phones home; of a step that waits for no such call, whichever step does. */
    static String phoneHome(MachineUrls urls, Execution execution, Optional<GraphStep> step) {
        Optional<StepId> waits = step.filter(SeedDesk::isCloudInit).map(GraphStep::id);
        return urls.phoneHome(waits, waits.map(id -> awaited(execution, id)));
    }

    /** The attempt that this system belongs to: the one that waits for it, or the next one, which will. */
    private static int awaited(Execution execution, StepId step) {
        int latest = execution.latestAttempt(step).map(Attempt::attempt).orElse(0);
        return execution.running(step, latest).isPresent() ? latest : latest + 1;
    }

    private static Seed vendorData(MachineUrls urls, String phoneHome) {
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
                """.formatted(quoted(phoneHome), quoted(urls.events())));
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
