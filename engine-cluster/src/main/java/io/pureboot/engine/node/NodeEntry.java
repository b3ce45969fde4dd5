package io.pureboot.engine.node;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.pureboot.protocol.ExecutionId;
import io.pureboot.protocol.GroupId;
import io.pureboot.protocol.NodeId;
import io.pureboot.protocol.NodeState;
import io.pureboot.protocol.WorkflowId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is remembered of one node. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = NodeEntry.Unknown.class, name = "unknown"),
    @JsonSubTypes.Type(value = NodeEntry.Known.class, name = "known")
})
public sealed interface NodeEntry {
    /** Nothing has happened under this id. */
    record Unknown() implements NodeEntry {}

    /** @param lastLease the highest lease that a lock has had, 0 at first */
    record Known(
            NodeId id,
            NodeFacts facts,
            Assignment assignment,
            Standing standing,
            Optional<Lock> lock,
            long lastLease,
            Memory memory,
            Times times)
            implements NodeEntry {

        Known withFacts(NodeFacts now) {
            return new Known(id, now, assignment, standing, lock, lastLease, memory, times);
        }

        Known withAssignment(Assignment now) {
            return new Known(id, facts, now, standing, lock, lastLease, memory, times);
        }

        Known withStanding(Standing now) {
            return new Known(id, facts, assignment, now, lock, lastLease, memory, times);
        }

        Known withLock(Optional<Lock> now) {
            long highest = Math.max(lastLease, now.map(Lock::lease).orElse(0L));
            return new Known(id, facts, assignment, standing, now, highest, memory, times);
        }

        Known withMemory(Memory now) {
            return new Known(id, facts, assignment, standing, lock, lastLease, now, times);
        }

        Known withTimes(Times now) {
            return new Known(id, facts, assignment, standing, lock, lastLease, memory, now);
        }

        boolean gone() {
            return times.deletedAt().isPresent();
        }

        /** As {@code GET /nodes/{id}} shows it. */
        public NodeView view() {
            return new NodeView(
                    id,
                    facts.macAddress(),
                    facts.ipAddress(),
                    facts.hostname(),
                    facts.uuid(),
                    facts.serial(),
                    facts.vendor(),
                    facts.model(),
                    facts.architecture(),
                    facts.bootMode(),
                    standing.state(),
                    assignment.groupId(),
                    assignment.workflowId(),
                    assignment.workflowByRule().orElse(false),
                    assignment.metadata(),
                    lock.map(Lock::execution),
                    standing.installAttempts(),
                    times.lastSeenAt(),
                    times.createdAt(),
                    times.updatedAt(),
                    times.deletedAt(),
                    standing.history());
        }
    }

    /** @param workflowByRule a rule of unknown machines has given the workflow, no operator; absent for false */
    record Assignment(
            Optional<GroupId> groupId,
            Optional<WorkflowId> workflowId,
            ObjectNode metadata,
            Optional<Boolean> workflowByRule) {}

    record Standing(NodeState state, int installAttempts, List<NodeMove> history) {}

    /**
     * What repetitions are recognised by.
     *
     * @param starts the last 100 executions that were started or retried here
     * @param answered the last 100 requests of executions
     */
    record Memory(
            Optional<NodeRegistration> registration,
            Optional<String> registrationKey,
            List<PastStart> starts,
            List<PastRequest> answered) {}

    record PastStart(ExecutionId execution, Optional<String> key) {}

    record PastRequest(ExecutionId execution, String requestId, boolean applied, Optional<String> detail) {}

    record Times(Instant createdAt, Instant updatedAt, Optional<Instant> lastSeenAt, Optional<Instant> deletedAt) {}
}
