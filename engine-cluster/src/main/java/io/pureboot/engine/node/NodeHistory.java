package io.pureboot.engine.node;

import io.pureboot.engine.node.NodeEntry.Assignment;
import io.pureboot.engine.node.NodeEntry.Known;
import io.pureboot.engine.node.NodeEntry.Memory;
import io.pureboot.engine.node.NodeEntry.PastRequest;
import io.pureboot.engine.node.NodeEntry.PastStart;
import io.pureboot.engine.node.NodeEntry.Standing;
import io.pureboot.engine.node.NodeEntry.Times;
import io.pureboot.protocol.Json;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What events do to a node, pure and total on known history. */
final class NodeHistory {
    private static final int MOVES_SHOWN = 500;
    private static final int REMEMBERED = 100;

    private NodeHistory() {}

    static NodeEntry evolve(NodeEntry entry, NodeEvent event) {
        return switch (entry) {
            case NodeEntry.Unknown unknown -> created(unknown, event);
            case Known node -> touched(changed(node, event), event);
        };
    }

    /** Where the node stands after these events. */
    static NodeState stateAfter(Known node, List<NodeEvent> events) {
        NodeState state = node.standing().state();
        for (NodeEvent event : events) {
            if (event instanceof NodeEvent.NodeMoved moved) {
                state = moved.to();
            }
        }
        return state;
    }

    private static NodeEntry created(NodeEntry.Unknown unknown, NodeEvent event) {
        return switch (event) {
            case NodeEvent.NodeRegistered e -> {
                NodeRegistration r = e.registration();
                Memory memory = new Memory(Optional.of(r), e.key(), List.of(), List.of());
                Assignment assignment = new Assignment(r.groupId(), r.workflowId(), r.metadata(), Optional.empty());
                NodeMove first = first(e.at(), e.state(), e.by(), "registered");
                yield fresh(e.id(), r.facts(), assignment, first, memory);
            }
            case NodeEvent.NodeDiscovered e -> {
                Memory memory = new Memory(Optional.empty(), Optional.empty(), List.of(), List.of());
                Assignment assignment = new Assignment(
                        Optional.empty(), Optional.empty(), Json.mapper().createObjectNode(), Optional.empty());
                NodeMove first = first(e.at(), NodeState.DISCOVERED, "edge " + e.edge(), "seen for the first time");
                yield fresh(e.id(), e.facts(), assignment, first, memory);
            }
            default -> unknown;
        };
    }

    private static Known fresh(NodeId id, NodeFacts facts, Assignment assignment, NodeMove first, Memory memory) {
        Standing standing = new Standing(first.to(), 0, List.of(first));
        return new Known(id, facts, assignment, standing, Optional.empty(), 0, memory, times(first.at()));
    }

    private static Times times(Instant at) {
        return new Times(at, at, Optional.empty(), Optional.empty());
    }

    private static NodeMove first(Instant at, NodeState state, String by, String reason) {
        return new NodeMove(at, Optional.empty(), state, by, Optional.of(reason), Optional.empty(), false, true);
    }

    private static Known changed(Known node, NodeEvent event) {
        return switch (event) {
            case NodeEvent.NodeRegistered e -> node;
            case NodeEvent.NodeDiscovered e -> node;
            case NodeEvent.FactsLearned e -> node.withFacts(e.facts());
            case NodeEvent.NodeSeen e -> {
                Times t = node.times();
                yield node.withTimes(new Times(t.createdAt(), t.updatedAt(), Optional.of(e.at()), t.deletedAt()));
            }
            case NodeEvent.NodeEdited e ->
                node.withFacts(e.facts())
                        .withAssignment(new Assignment(e.groupId(), e.workflowId(), e.metadata(), e.workflowByRule()));
            case NodeEvent.NodeMoved e -> moved(node, e);
            case NodeEvent.MoveRefused e -> refusedMove(node, e);
            case NodeEvent.NodeDeleted e -> {
                Times t = node.times();
                yield node.withTimes(new Times(t.createdAt(), t.updatedAt(), t.lastSeenAt(), Optional.of(e.at())));
            }
            case NodeEvent.NodeLocked e -> locked(node, e);
            case NodeEvent.ExecutionAccepted e -> node.withLock(node.lock().map(Lock::accepted));
            case NodeEvent.ExecutionDeclined e -> declined(node, e);
            case NodeEvent.NodeReleased e -> released(node, e);
            case NodeEvent.RequestAnswered e -> answered(node, e);
        };
    }

    private static Known moved(Known node, NodeEvent.NodeMoved e) {
        Standing before = node.standing();
        int attempts = before.installAttempts() + (e.to() == NodeState.INSTALLING ? 1 : 0);
        NodeMove line = new NodeMove(
                e.at(), Optional.of(e.from()), e.to(), e.by(), e.reason(), e.executionId(), e.forced(), true);
        return node.withStanding(new Standing(e.to(), attempts, newest(before.history(), line, MOVES_SHOWN)));
    }

    private static Known refusedMove(Known node, NodeEvent.MoveRefused e) {
        Standing before = node.standing();
        NodeMove line = new NodeMove(
                e.at(),
                Optional.of(e.from()),
                e.to(),
                e.by(),
                Optional.of(e.reason()),
                Optional.of(e.executionId()),
                false,
                false);
        return node.withStanding(
                new Standing(before.state(), before.installAttempts(), newest(before.history(), line, MOVES_SHOWN)));
    }

    private static Known locked(Known node, NodeEvent.NodeLocked e) {
        Optional<Long> before =
                node.lock().filter(lock -> lock.heldBy(e.executionId())).map(Lock::lease);
        Memory memory = node.memory();
        return node.withLock(
                        Optional.of(new Lock(e.executionId(), e.lease(), e.by(), Optional.of(e.pending()), before)))
                .withMemory(new Memory(
                        memory.registration(),
                        memory.registrationKey(),
                        newest(memory.starts(), new PastStart(e.executionId(), e.key()), REMEMBERED),
                        memory.answered()));
    }

    /** The asking is forgotten with the lock, so that it may be asked again; a lease that was not given up yet holds on. */
    private static Known declined(Known node, NodeEvent.ExecutionDeclined e) {
        Memory memory = node.memory();
        List<PastStart> starts = new ArrayList<>(memory.starts());
        if (!starts.isEmpty() && starts.getLast().execution().equals(e.executionId())) {
            starts.removeLast();
        }
        Optional<Lock> restored = node.lock()
                .flatMap(lock -> lock.before()
                        .map(lease ->
                                new Lock(lock.execution(), lease, lock.by(), Optional.empty(), Optional.empty())));
        return node.withLock(restored)
                .withMemory(new Memory(
                        memory.registration(), memory.registrationKey(), List.copyOf(starts), memory.answered()));
    }

    private static Known released(Known node, NodeEvent.NodeReleased e) {
        boolean former = node.lock()
                .filter(lock -> lock.before().equals(Optional.of(e.lease())))
                .isPresent();
        return node.withLock(former ? node.lock().map(Lock::withoutBefore) : Optional.empty());
    }

    private static Known answered(Known node, NodeEvent.RequestAnswered e) {
        Memory memory = node.memory();
        PastRequest line = new PastRequest(e.executionId(), e.requestId(), e.applied(), e.detail());
        return node.withMemory(new Memory(
                memory.registration(),
                memory.registrationKey(),
                memory.starts(),
                newest(memory.answered(), line, REMEMBERED)));
    }

    private static Known touched(Known node, NodeEvent event) {
        if (event instanceof NodeEvent.NodeSeen) {
            return node;
        }
        Times t = node.times();
        return node.withTimes(new Times(t.createdAt(), event.at(), t.lastSeenAt(), t.deletedAt()));
    }

    private static <T> List<T> newest(List<T> list, T added, int limit) {
        List<T> longer = new ArrayList<>(list);
        longer.add(added);
        return List.copyOf(longer.subList(Math.max(0, longer.size() - limit), longer.size()));
    }
}
