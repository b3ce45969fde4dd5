package io.pureboot.engine.dispatch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.access.CallbackTokens;
import io.pureboot.engine.execution.ExecutionAnswer;
import io.pureboot.engine.execution.Executions;
import io.pureboot.engine.node.NodeAnswer;
import io.pureboot.engine.node.NodePatch;
import io.pureboot.engine.node.NodeRefusal;
import io.pureboot.engine.node.NodeView;
import io.pureboot.engine.node.Nodes;
import io.pureboot.engine.node.StartAnswer;
import io.pureboot.engine.registry.RegistryAnswer;
import io.pureboot.engine.registry.Workflows;
import io.pureboot.engine.step.BootChoice;
import io.pureboot.engine.step.BootOrder;
import io.pureboot.engine.workflow.Attempt;
import io.pureboot.engine.workflow.CurrentWork;
import io.pureboot.engine.workflow.ExecutionCommand;
import io.pureboot.engine.workflow.ExecutionState.Execution;
import io.pureboot.engine.workflow.GraphStep;
import io.pureboot.engine.workflow.MachineBoots;
import io.pureboot.engine.workflow.PinnedWorkflow;
import io.pureboot.protocol.BootAction;
import io.pureboot.protocol.BootAnswer;
import io.pureboot.protocol.BootRequest;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.WorkflowId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a machine boots now (promises P-15, P-18): a boot request never advances a workflow, but it may start the one that is assigned. */
public final class BootDesk {
    private static final Logger LOG = LoggerFactory.getLogger(BootDesk.class);

    private final UnknownMachines unknown;
    private final Nodes nodes;
    private final Assignments assignments;
    private final Workflows workflows;
    private final Executions executions;
    private final StepTexts texts;
    private final CallbackTokens tokens;
    private final MachinePace pace;
    private final Prefetching prefetching;

    public BootDesk(
            UnknownMachines unknown,
            Nodes nodes,
            Assignments assignments,
            Workflows workflows,
            Executions executions,
            StepTexts texts,
            CallbackTokens tokens,
            MachinePace pace,
            Prefetching prefetching) {
        this.unknown = unknown;
        this.nodes = nodes;
        this.assignments = assignments;
        this.workflows = workflows;
        this.executions = executions;
        this.texts = texts;
        this.tokens = tokens;
        this.pace = pace;
        this.prefetching = prefetching;
    }

    public CompletionStage<BootAnswer> answer(BootRequest request) {
        return nodes.discover(request)
                .thenCompose(node -> noted(node, request))
                .thenCompose(node -> {
                    prefetching.booted(node.id(), request.edgeId());
                    return ruled(node);
                })
                .thenCompose(node -> node.activeExecutionId()
                        .map(execution -> active(node, execution, request))
                        .orElseGet(() -> idle(node, request)));
    }

    /** What its labels say becomes part of its metadata, once: nothing that is there is overwritten, and no boot waits for more luck. */
    private CompletionStage<NodeView> noted(NodeView node, BootRequest request) {
        ObjectNode labels =
                Inventory.missing(node.metadata(), request.inventory().orElse(Map.of()));
        if (labels.isEmpty()) {
            return now(node);
        }
        ObjectNode metadata = Json.mapper().createObjectNode();
        metadata.set(Inventory.MEMBER, labels);
        return nodes.patch(node.id(), NodePatch.noting(metadata), "boot at edge " + request.edgeId())
                .thenApply(answer -> switch (answer) {
                    case NodeAnswer.Done(NodeView after, boolean duplicate) -> after;
                    case NodeAnswer.Refused refused -> node;
                })
                .exceptionally(failure -> {
                    LOG.warn("what {} says of itself cannot be kept now: {}", node.id(), failure.toString());
                    return node;
                });
    }

    /** A machine that is only discovered, and was given nothing, gets what a rule gives it; its boot does not wait for more luck. */
    private CompletionStage<NodeView> ruled(NodeView node) {
        boolean given = node.workflowId().isPresent() || node.groupId().isPresent();
        Optional<String> name =
                given || node.state() != NodeState.DISCOVERED ? Optional.empty() : unknown.workflow(node);
        return name.map(workflow -> workflows
                        .findByName(workflow)
                        .thenCompose(found -> found.map(entry -> assign(node, entry.id()))
                                .orElseGet(() -> {
                                    LOG.warn(
                                            "a rule gives workflow '{}' to {}, and there is none", workflow, node.id());
                                    return now(node);
                                }))
                        .exceptionally(failure -> {
                            LOG.warn(
                                    "workflow '{}' cannot be given to {} now: {}",
                                    workflow,
                                    node.id(),
                                    failure.toString());
                            return node;
                        }))
                .orElseGet(() -> now(node));
    }

    private CompletionStage<NodeView> assign(NodeView node, WorkflowId workflow) {
        return nodes.patch(node.id(), NodePatch.ruling(workflow), "the rules of unknown machines")
                .thenApply(answer -> switch (answer) {
                    case NodeAnswer.Done(NodeView after, boolean duplicate) -> after;
                    case NodeAnswer.Refused refused -> node;
                });
    }

    private CompletionStage<BootAnswer> active(NodeView node, ExecutionId id, BootRequest request) {
        return executions
                .get(id)
                .thenCompose(found -> found.map(execution ->
                                executions.ask(id, evidence(execution, request)).thenApply(BootDesk::state))
                        .orElseGet(() -> now(Optional.empty())))
                .thenCompose(after -> after.map(execution -> serve(node, execution, request.edgeUrl()))
                        .orElseGet(() -> now(waiting(node, "its execution " + id + " has not begun yet"))));
    }

    /** The request has an id, so that the boot counts once however often the execution has to be told. */
    private static ExecutionCommand evidence(Execution execution, BootRequest request) {
        boolean network = !(BootChoice.of(execution).order() instanceof BootOrder.Disk);
        return new ExecutionCommand.BootRequested(
                request.requestId().orElseGet(() -> UUID.randomUUID().toString()),
                request.again().orElse(false),
                network);
    }

    private static Optional<Execution> state(ExecutionAnswer answer) {
        return switch (answer) {
            case ExecutionAnswer.Done(Execution execution, boolean duplicate) -> Optional.of(execution);
            case ExecutionAnswer.Refused refused -> refused.execution();
        };
    }

    private CompletionStage<BootAnswer> idle(NodeView node, BootRequest request) {
        if (node.state() != NodeState.PENDING && node.state() != NodeState.REPROVISION) {
            return now(disk(
                    node, Optional.empty(), "the machine is " + node.state().wire() + " and has nothing to do"));
        }
        return assignments
                .of(node)
                .thenCompose(assigned -> assigned.map(workflow -> start(node, workflow.id(), request))
                        .orElseGet(() -> now(
                                disk(node, Optional.empty(), "no workflow is assigned to the machine or its group"))));
    }

    private CompletionStage<BootAnswer> start(NodeView node, WorkflowId workflow, BootRequest request) {
        return workflows.pinned(workflow).thenCompose(answer -> switch (answer) {
            case RegistryAnswer.Refused<PinnedWorkflow> refused ->
                now(disk(
                        node,
                        Optional.empty(),
                        "its workflow cannot start: " + refused.refusal().detail()));
            case RegistryAnswer.Done<PinnedWorkflow> done ->
                nodes.start(
                                node.id(),
                                ExecutionId.fresh(),
                                done.value(),
                                Json.mapper().createObjectNode(),
                                "boot at edge " + request.edgeId(),
                                Optional.empty())
                        .thenCompose(started -> started(node, started, request));
        });
    }

    private CompletionStage<BootAnswer> started(NodeView node, StartAnswer answer, BootRequest request) {
        return switch (answer) {
            case StartAnswer.Started started -> {
                prefetching.begun(started.execution(), node.id(), request.edgeId());
                yield active(node, started.execution(), request);
            }
            case StartAnswer.Refused(NodeRefusal refusal)
            when refusal.code() == NodeRefusal.Code.OVERLOADED ->
                now(waiting(node, "its workflow starts later: " + refusal.detail()));
            case StartAnswer.Refused(NodeRefusal refusal) ->
                refusal.code() == NodeRefusal.Code.NODE_BUSY
                                && refusal.executionId().isPresent()
                        ? active(node, refusal.executionId().get(), request)
                        : now(disk(node, Optional.empty(), "its workflow cannot start: " + refusal.detail()));
        };
    }

    private CompletionStage<BootAnswer> serve(NodeView node, Execution execution, String edgeUrl) {
        if (execution.status().terminal()) {
            return now(disk(
                    node,
                    Optional.of(execution),
                    "execution " + execution.id() + " is " + execution.status().wire()));
        }
        Optional<MachineBoots.Hold> held = execution.machineBoots().held();
        if (held.isPresent()) {
            return now(answer(
                    BootAction.WAIT, node, Optional.of(execution), why(held.get()), Optional.of(pace.askAgain())));
        }
        if (execution.pause().isPresent() && execution.tasks().isEmpty()) {
            // Its disk may hold half a system, and what is next is not known before the execution goes on.
            return now(waiting(node, "execution " + execution.id() + " is paused"));
        }
        BootChoice choice = BootChoice.of(execution);
        return switch (choice.order()) {
            case BootOrder.Disk disk ->
                now(disk(node, Optional.of(execution), why(execution, "leaves it to its disk")));
            case BootOrder.LikeNext next -> now(disk(node, Optional.of(execution), why(execution, "boots nothing")));
            case BootOrder.Agent agent ->
                kernel(
                        node,
                        execution,
                        choice,
                        new BootOrder.Kernel(pace.kernel(), pace.initrds(), pace.cmdline()),
                        edgeUrl);
            case BootOrder.Kernel kernel -> kernel(node, execution, choice, kernel, edgeUrl);
            case BootOrder.Script script -> script(node, execution, choice, script, edgeUrl);
        };
    }

    private CompletionStage<BootAnswer> kernel(
            NodeView node, Execution execution, BootChoice choice, BootOrder.Kernel kernel, String edgeUrl) {
        List<String> inline = Stream.concat(
                        Stream.of(kernel.kernel()), Stream.concat(kernel.initrds().stream(), kernel.cmdline().stream()))
                .toList();
        return texts.press(execution, about(execution, choice), edgeUrl, inline).thenApply(press -> {
            List<TextPress.Printed> initrds =
                    kernel.initrds().stream().map(press::text).toList();
            Optional<TextPress.Printed> cmdline = kernel.cmdline().map(press::text);
            TextPress.Printed path = press.text(kernel.kernel());
            List<String> failures = Stream.concat(Stream.of(path), Stream.concat(initrds.stream(), cmdline.stream()))
                    .flatMap(printed -> failure(printed).stream())
                    .toList();
            return failures.isEmpty()
                    ? bootKernel(
                            node,
                            execution,
                            text(path),
                            initrds.stream().map(BootDesk::text).toList(),
                            cmdline.map(BootDesk::text))
                    : waiting(node, "its boot cannot be rendered: " + failures.getFirst());
        });
    }

    private BootAnswer bootKernel(
            NodeView node, Execution execution, String kernel, List<String> initrds, Optional<String> cmdline) {
        Optional<Attempt> attempt = CurrentWork.currentAttempt(execution);
        return new BootAnswer(
                BootAction.KERNEL,
                why(execution, "needs the machine"),
                node.id(),
                Optional.of(execution.id()),
                attempt.map(Attempt::step),
                attempt.map(Attempt::attempt),
                Optional.of(token(execution)),
                Optional.of(kernel),
                initrds,
                cmdline.filter(text -> !text.isBlank()),
                Optional.empty(),
                Optional.empty());
    }

    private CompletionStage<BootAnswer> script(
            NodeView node, Execution execution, BootChoice choice, BootOrder.Script script, String edgeUrl) {
        Optional<Attempt> attempt = CurrentWork.currentAttempt(execution);
        return texts.press(execution, about(execution, choice), edgeUrl, List.of())
                .thenApply(press -> switch (press.template(script.templateRef())) {
                    case TextPress.Printed.Failed(String message) ->
                        waiting(node, "its boot script cannot be rendered: " + message);
                    case TextPress.Printed.Text(String text) ->
                        new BootAnswer(
                                BootAction.SCRIPT,
                                why(execution, "needs the machine"),
                                node.id(),
                                Optional.of(execution.id()),
                                attempt.map(Attempt::step),
                                attempt.map(Attempt::attempt),
                                Optional.of(token(execution)),
                                Optional.empty(),
                                List.of(),
                                Optional.empty(),
                                Optional.of(text),
                                Optional.empty());
                });
    }

    /** Texts speak of the current step; of the one whose config they are when nothing else is current. */
    private static Optional<GraphStep> about(Execution execution, BootChoice choice) {
        return CurrentWork.of(execution).about().or(choice::source);
    }

    private static String why(Execution execution, String what) {
        return CurrentWork.of(execution)
                .about()
                .map(step -> "step '" + step.name() + "' of execution " + execution.id() + " " + what)
                .orElse("nothing is under way in execution " + execution.id());
    }

    private static String why(MachineBoots.Hold held) {
        return "held: " + held.boots() + " boots of step '" + held.step() + "' since " + held.since()
                + ", retry or cancel the execution";
    }

    private static Optional<String> failure(TextPress.Printed printed) {
        return printed instanceof TextPress.Printed.Failed(String message) ? Optional.of(message) : Optional.empty();
    }

    private static String text(TextPress.Printed printed) {
        return printed instanceof TextPress.Printed.Text(String text) ? text : "";
    }

    private static BootAnswer disk(NodeView node, Optional<Execution> execution, String reason) {
        return answer(BootAction.DISK, node, execution, reason, Optional.empty());
    }

    private BootAnswer waiting(NodeView node, String reason) {
        return answer(BootAction.WAIT, node, Optional.empty(), reason, Optional.of(pace.askAgain()));
    }

    private static BootAnswer answer(
            BootAction action,
            NodeView node,
            Optional<Execution> execution,
            String reason,
            Optional<io.pureboot.protocol.Seconds> retry) {
        return new BootAnswer(
                action,
                reason,
                node.id(),
                execution.map(Execution::id),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                retry);
    }

    private static <T> CompletionStage<T> now(T value) {
        return CompletableFuture.completedStage(value);
    }

    private String token(Execution execution) {
        return tokens.of(execution.id(), execution.machineBoots().tokenGeneration());
    }
}
