package io.pureboot.engine.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.engine.node.NodeDecision.Accepted;
import io.pureboot.engine.node.NodeDecision.Answered;
import io.pureboot.engine.node.NodeDecision.Begun;
import io.pureboot.engine.node.NodeDecision.Refused;
import io.pureboot.engine.node.NodeEntry.Known;
import io.pureboot.engine.node.NodeRefusal.Code;
import io.pureboot.engine.workflow.NodeRequest;
import io.pureboot.engine.workflow.Refusal;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.MacAddress;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.WorkflowId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The node's rules, pure: a command and what is remembered give events or a refusal. What events do is {@link NodeHistory}'s. */
final class NodeMachine {
    private static final Duration SEEN_GRAIN = Duration.ofMinutes(5);

    private NodeMachine() {}

    static NodeDecision decide(NodeEntry entry, NodeCommand command, Instant now) {
        return switch (entry) {
            case NodeEntry.Unknown unknown -> decideUnknown(command, now);
            case Known node -> decideKnown(node, command, now);
        };
    }

    private static NodeDecision decideUnknown(NodeCommand command, Instant now) {
        return switch (command) {
            case NodeCommand.Register c ->
                accepted(new NodeEvent.NodeRegistered(
                        now,
                        c.id(),
                        c.registration().state().orElse(NodeState.PENDING),
                        c.registration(),
                        c.by(),
                        c.key()));
            case NodeCommand.Discover c when c.remembered().orElse(false) -> unknown();
            case NodeCommand.Discover c ->
                accepted(new NodeEvent.NodeDiscovered(now, c.id(), c.facts(), c.edge()), new NodeEvent.NodeSeen(now));
            case NodeCommand.Apply c ->
                new Answered(List.of(), new RequestAnswer(false, Optional.of("the node is not known")));
            case NodeCommand.Edit c -> unknown();
            case NodeCommand.Move c -> unknown();
            case NodeCommand.Delete c -> unknown();
            case NodeCommand.Start c -> unknown();
            case NodeCommand.Retry c -> unknown();
            case NodeCommand.SkipFailed c -> unknown();
            case NodeCommand.Settle c -> unknown();
        };
    }

    private static NodeDecision decideKnown(Known node, NodeCommand command, Instant now) {
        return switch (command) {
            case NodeCommand.Register c -> registerAgain(node, c);
            case NodeCommand.Discover c -> discover(node, c, now);
            case NodeCommand.Edit c -> edit(node, c, now);
            case NodeCommand.Move c -> move(node, c, now);
            case NodeCommand.Delete c -> delete(node, c, now);
            case NodeCommand.Start c -> start(node, c, now);
            case NodeCommand.Retry c ->
                again(node, c.execution(), c.by(), c.key(), new Lock.Pending.Retry(c.from(), c.reason()), now);
            case NodeCommand.SkipFailed c ->
                again(node, c.execution(), c.by(), c.key(), new Lock.Pending.SkipFailed(c.step(), c.reason()), now);
            case NodeCommand.Settle c -> settle(node, c, now);
            case NodeCommand.Apply c -> apply(node, c, now);
        };
    }

    private static NodeDecision registerAgain(Known node, NodeCommand.Register c) {
        boolean sameBody = node.memory().registration().equals(Optional.of(c.registration()));
        if (sameBody && node.memory().registrationKey().equals(c.key())) {
            return new Accepted(List.of(), true);
        }
        if (c.key().isPresent() && node.memory().registrationKey().equals(c.key())) {
            return refused(
                    Code.IDEMPOTENCY_KEY_REUSED,
                    "the key " + c.key().get() + " has registered node " + node.id() + " with another body");
        }
        return new Refused(NodeRefusal.macTaken(node.facts().macAddress().value(), node.id()));
    }

    private static NodeDecision discover(Known node, NodeCommand.Discover c, Instant now) {
        if (node.gone()) {
            return retired(node);
        }
        MacAddress mac = c.facts().macAddress();
        if (c.remembered().orElse(false) && !mac.equals(node.facts().macAddress())) {
            return refused(Code.NODE_UNKNOWN, "node " + node.id() + " has not the address " + mac.value());
        }
        List<NodeEvent> events = new ArrayList<>();
        NodeFacts merged = node.facts().completedBy(c.facts());
        if (!merged.equals(node.facts())) {
            events.add(new NodeEvent.FactsLearned(now, merged));
        }
        Optional<Instant> seen = node.times().lastSeenAt();
        if (seen.isEmpty() || seen.get().plus(SEEN_GRAIN).isBefore(now)) {
            events.add(new NodeEvent.NodeSeen(now));
        }
        return new Accepted(events, false);
    }

    private static NodeDecision edit(Known node, NodeCommand.Edit c, Instant now) {
        if (node.gone()) {
            return retired(node);
        }
        NodeFacts facts = node.facts().patchedBy(c.patch());
        NodePatch patch = c.patch();
        NodeEntry.Assignment before = node.assignment();
        Optional<GroupId> group = patch.apply(NodePatch.Field.GROUP_ID, patch.groupId(), before.groupId());
        Optional<WorkflowId> workflow =
                patch.apply(NodePatch.Field.WORKFLOW_ID, patch.workflowId(), before.workflowId());
        ObjectNode metadata = before.metadata().deepCopy();
        if (patch.clears(NodePatch.Field.METADATA)) {
            metadata.removeAll();
        }
        patch.metadata().ifPresent(change -> merge(metadata, change));
        boolean stays = patch.workflowId().isEmpty() && workflow.isPresent();
        Optional<Boolean> byRule =
                stays ? before.workflowByRule() : Optional.of(patch.byRule()).filter(rule -> rule);
        NodeEntry.Assignment after = new NodeEntry.Assignment(group, workflow, metadata, byRule);
        if (facts.equals(node.facts()) && after.equals(before)) {
            return new Accepted(List.of(), false);
        }
        return accepted(new NodeEvent.NodeEdited(now, c.by(), facts, group, workflow, metadata, byRule));
    }

    /** JSON merge patch, RFC 7396. */
    private static void merge(ObjectNode target, ObjectNode patch) {
        for (var member : patch.properties()) {
            JsonNode value = member.getValue();
            if (value.isNull()) {
                target.remove(member.getKey());
            } else if (value instanceof ObjectNode inner) {
                ObjectNode below = target.get(member.getKey()) instanceof ObjectNode present
                        ? present
                        : target.putObject(member.getKey());
                merge(below, inner);
            } else {
                target.set(member.getKey(), value.deepCopy());
            }
        }
    }

    private static NodeDecision move(Known node, NodeCommand.Move c, Instant now) {
        NodeState from = node.standing().state();
        if (node.gone()) {
            return retired(node);
        }
        if (c.force() && c.comment().filter(text -> !text.isBlank()).isEmpty()) {
            return refused(Code.COMMENT_REQUIRED, "a forced move says why: give a comment");
        }
        if (from == c.to()) {
            return new Accepted(List.of(), true);
        }
        boolean legal = Moves.legal(from, c.to());
        if (!legal && !c.force()) {
            return refused(Code.ILLEGAL_MOVE, illegal(from, c.to()));
        }
        return accepted(new NodeEvent.NodeMoved(now, from, c.to(), c.by(), c.comment(), Optional.empty(), !legal));
    }

    private static NodeDecision delete(Known node, NodeCommand.Delete c, Instant now) {
        if (node.gone()) {
            return new Accepted(List.of(), true);
        }
        if (node.lock().isPresent()) {
            return new Refused(NodeRefusal.busy(node.id(), node.lock().get().execution()));
        }
        List<NodeEvent> events = new ArrayList<>();
        NodeState from = node.standing().state();
        if (from != NodeState.RETIRED) {
            events.add(new NodeEvent.NodeMoved(
                    now, from, NodeState.RETIRED, c.by(), Optional.of("deleted"), Optional.empty(), false));
        }
        events.add(new NodeEvent.NodeDeleted(now, c.by()));
        return new Accepted(events, false);
    }

    private static NodeDecision start(Known node, NodeCommand.Start c, Instant now) {
        for (NodeEntry.PastStart past : node.memory().starts()) {
            if (c.key().isPresent() && past.key().equals(c.key())) {
                return new Begun(List.of(), past.execution(), !past.execution().equals(c.proposed()));
            }
            if (past.execution().equals(c.proposed())) {
                return new Begun(List.of(), past.execution(), false);
            }
        }
        if (node.gone() || node.standing().state() == NodeState.RETIRED) {
            return retired(node);
        }
        if (node.lock().isPresent()) {
            return new Refused(NodeRefusal.busy(node.id(), node.lock().get().execution()));
        }
        NodeEvent locked = new NodeEvent.NodeLocked(
                now,
                c.proposed(),
                node.lastLease() + 1,
                c.by(),
                c.key(),
                new Lock.Pending.Begin(c.workflow().reference(), c.parameters()));
        return new Begun(List.of(locked), c.proposed(), false);
    }

    /** A new run of an ended execution, under a new lock. */
    private static NodeDecision again(
            Known node, ExecutionId execution, String by, String key, Lock.Pending pending, Instant now) {
        if (node.memory().starts().stream().anyMatch(past -> past.key().equals(Optional.of(key)))) {
            return new Begun(List.of(), execution, false);
        }
        if (node.gone() || node.standing().state() == NodeState.RETIRED) {
            return retired(node);
        }
        Optional<Lock> lock = node.lock();
        if (lock.isPresent()
                && (!lock.get().heldBy(execution) || lock.get().pending().isPresent())) {
            return new Refused(NodeRefusal.busy(node.id(), lock.get().execution()));
        }
        // Held by this very execution: its release may still be on its way. Whether it has ended is for itself to say.
        NodeEvent locked =
                new NodeEvent.NodeLocked(now, execution, node.lastLease() + 1, by, Optional.of(key), pending);
        return new Begun(List.of(locked), execution, false);
    }

    private static NodeDecision settle(Known node, NodeCommand.Settle c, Instant now) {
        boolean awaited = node.lock()
                .filter(lock -> lock.heldBy(c.execution())
                        && lock.lease() == c.lease()
                        && lock.pending().isPresent())
                .isPresent();
        if (!awaited) {
            return new Accepted(List.of(), true);
        }
        return switch (c.outcome()) {
            case ExecutionStarts.Outcome.Accepted yes ->
                new Accepted(acceptance(node, c.execution(), c.lease(), now), false);
            case ExecutionStarts.Outcome.Refused(Refusal refusal) ->
                accepted(new NodeEvent.ExecutionDeclined(now, c.execution(), c.lease(), refusal));
        };
    }

    private static List<NodeEvent> acceptance(Known node, ExecutionId execution, long lease, Instant now) {
        List<NodeEvent> events = new ArrayList<>();
        events.add(new NodeEvent.ExecutionAccepted(now, execution, lease));
        NodeState from = node.standing().state();
        for (NodeState to : Moves.atStart(from)) {
            events.add(moved(now, from, to, execution, "the execution has begun"));
            from = to;
        }
        return events;
    }

    private static NodeDecision apply(Known node, NodeCommand.Apply c, Instant now) {
        for (NodeEntry.PastRequest past : node.memory().answered()) {
            if (past.execution().equals(c.execution())
                    && past.requestId().equals(c.request().requestId())) {
                return new Answered(List.of(), new RequestAnswer(past.applied(), past.detail()));
            }
        }
        return switch (c.request()) {
            case NodeRequest.MoveTo request -> applyMove(node, c.execution(), request, now);
            case NodeRequest.Release request -> release(node, c.execution(), request, now);
        };
    }

    private static NodeDecision applyMove(Known node, ExecutionId execution, NodeRequest.MoveTo request, Instant now) {
        Optional<Lock> lock = node.lock().filter(held -> held.heldBy(execution));
        if (lock.isEmpty()) {
            return answered(execution, request, now, List.of(), Optional.of("the execution does not hold the node"));
        }
        List<NodeEvent> events = begunByItsRequest(node, lock.get(), now);
        NodeState from = NodeHistory.stateAfter(node, events);
        if (from == request.state()) {
            return answered(execution, request, now, events, Optional.empty());
        }
        if (!Moves.legal(from, request.state())) {
            String detail = illegal(from, request.state());
            events.add(new NodeEvent.MoveRefused(now, from, request.state(), who(execution), detail, execution));
            return answered(execution, request, now, events, Optional.of(detail));
        }
        events.add(moved(now, from, request.state(), execution, "next_state of step " + request.step()));
        return answered(execution, request, now, events, Optional.empty());
    }

    private static NodeDecision release(Known node, ExecutionId execution, NodeRequest.Release request, Instant now) {
        Optional<Lock> held = node.lock().filter(lock -> lock.heldBy(execution));
        boolean current = held.filter(lock -> lock.lease() == request.lease()).isPresent();
        boolean former = held.filter(lock -> lock.before().equals(Optional.of(request.lease())))
                .isPresent();
        if (!current && !former) {
            // Released long ago, or the lock of a later run: nothing to give up.
            return new Answered(List.of(), new RequestAnswer(true, Optional.of("not held under that lease")));
        }
        List<NodeEvent> events = current ? begunByItsRequest(node, held.get(), now) : new ArrayList<>();
        NodeState from = NodeHistory.stateAfter(node, events);
        Moves.atEnd(from, request.outcome())
                .ifPresent(to -> events.add(moved(
                        now,
                        from,
                        to,
                        execution,
                        "the execution is " + request.outcome().wire())));
        events.add(new NodeEvent.NodeReleased(now, execution, request.lease(), request.outcome()));
        return answered(execution, request, now, events, Optional.empty());
    }

    /** A request proves that the execution has begun, even when its answer to the start was lost. */
    private static List<NodeEvent> begunByItsRequest(Known node, Lock lock, Instant now) {
        boolean starting = lock.pending().filter(Lock.Pending::begins).isPresent();
        return starting ? acceptance(node, lock.execution(), lock.lease(), now) : new ArrayList<>();
    }

    private static NodeDecision answered(
            ExecutionId execution, NodeRequest request, Instant now, List<NodeEvent> events, Optional<String> fault) {
        List<NodeEvent> all = new ArrayList<>(events);
        all.add(new NodeEvent.RequestAnswered(now, execution, request.requestId(), fault.isEmpty(), fault));
        return new Answered(all, new RequestAnswer(fault.isEmpty(), fault));
    }

    private static NodeEvent moved(Instant now, NodeState from, NodeState to, ExecutionId execution, String reason) {
        return new NodeEvent.NodeMoved(
                now, from, to, who(execution), Optional.of(reason), Optional.of(execution), false);
    }

    private static String who(ExecutionId execution) {
        return "execution " + execution;
    }

    private static String illegal(NodeState from, NodeState to) {
        String allowed = Moves.from(from).stream().map(NodeState::wire).collect(Collectors.joining(", "));
        return "a machine that is " + from.wire() + " cannot become " + to.wire() + "; it can become "
                + (allowed.isEmpty() ? "retired" : allowed + " or retired");
    }

    private static NodeDecision accepted(NodeEvent... events) {
        return new Accepted(List.of(events), false);
    }

    private static NodeDecision refused(Code code, String detail) {
        return new Refused(NodeRefusal.of(code, detail));
    }

    private static NodeDecision retired(Known node) {
        return refused(Code.NODE_RETIRED, "node " + node.id() + (node.gone() ? " is deleted" : " is retired"));
    }

    private static NodeDecision unknown() {
        return refused(Code.NODE_UNKNOWN, "no node has that id");
    }
}
